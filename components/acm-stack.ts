import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfiguration } from "../config/schema";
import { outputsVersion, type StackOutputs } from "../outputs";
import type { KafkaService, Target } from "../targets/target";
import { clientAccess, type ClientAccess } from "./client-account";
import { describeCost, describeEndpoints, describeWorkloads } from "./describe";
import { EventStreamProcessor, processorPort } from "./event-stream-processor";
import { Grafana } from "./grafana";
import { imagesFrom } from "./images";
import { KafkaExporter } from "./kafka-exporter";
import { KafkaTopics, topicSpecs } from "./kafka-topics";
import { stackNamespace } from "./namespace";
import { OmsDaemon } from "./oms-daemon";
import { scaleProcessor } from "./processor-autoscaler";
import { processorSettings } from "./processor-settings";
import { Prometheus } from "./prometheus";
import { imagePull } from "./registry-credentials";
import { scrapeJobs } from "./scrape-jobs";
import { labels } from "./workload";

export interface AcmStackArgs {
  readonly configuration: StackConfiguration;
  readonly target: Target;
  /** rules.json of the event stream processor. */
  readonly rules: string;
  /** Configuration files of the operator's own processor image. @default our own processor is deployed */
  readonly operatorFiles?: Readonly<Record<string, string>>;
  /** Password of Grafana's user "admin". @default needed only when Grafana is deployed */
  readonly grafanaAdminPassword?: pulumi.Input<string>;
  /** Docker's config.json for a private registry. @default images are pulled without credentials */
  readonly registryCredentials?: pulumi.Input<string> | undefined;
}

/** The Active Campaign Manager's event stream: Kafka, its topics, monitoring, the processor and its autoscaler. */
export class AcmStack extends pulumi.ComponentResource {
  /** By name, so that what is plain stays known in a preview. */
  readonly outputs: { readonly [Key in keyof StackOutputs]: pulumi.Input<StackOutputs[Key]> };

  private readonly parent = { parent: this };
  private readonly client: ClientAccess;

  constructor(
    name: string,
    private readonly args: AcmStackArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("acm:index:AcmStack", name, {}, options);
    const { target, configuration } = args;
    const namespace = stackNamespace(name, configuration, args.registryCredentials, {
      ...this.parent,
      dependsOn: target.ready ?? [],
    });
    const kafka = target.kafka("kafka", { namespace }, this.parent);
    this.client = clientAccess({ namespace, kafka, registryCredentials: args.registryCredentials }, this.parent);
    const connection = kafka.connection.apply((known) => `${JSON.stringify(known, undefined, 2)}\n`);
    const connectionConfigMap = new kubernetes.core.v1.ConfigMap(
      "kafka-connection",
      {
        metadata: { name: "kafka-connection", namespace, labels: labels("kafka-connection") },
        data: { "connection.json": connection },
      },
      this.parent,
    );
    const topics = this.topics(namespace, kafka, connection, connectionConfigMap.metadata.name);
    const { exporter, prometheus } = this.monitoring(namespace, kafka);
    const processor = this.processor(namespace, kafka, topics);
    const { metadata } = processor.statefulSet;
    scaleProcessor(
      {
        configuration,
        namespace,
        statefulSetName: metadata.name,
        kafka,
        prometheusUrl: prometheus.url,
        imagePull: imagePull(args.registryCredentials),
      },
      this.parent,
    );
    kafka.clientsChanged?.([topics, exporter, processor]);

    this.outputs = this.describe(kafka);
    this.registerOutputs({ costParameters: this.outputs.costParameters });
  }

  private topics(
    namespace: pulumi.Output<string>,
    kafka: KafkaService,
    connection: pulumi.Output<string>,
    connectionConfigMap: pulumi.Output<string>,
  ): KafkaTopics {
    const { configuration } = this.args;
    return new KafkaTopics(
      "kafka-topics",
      {
        namespace,
        image: imagesFrom(configuration).kafkaJobs,
        imagePullPolicy: configuration.imagePullPolicy,
        connectionConfigMap,
        connection,
        ...this.client,
        topics: topicSpecs(
          configuration.topics,
          configuration.kafka.replicationFactor,
          configuration.kafka.minInSyncReplicas,
          configuration.processor.deadLetter,
        ),
      },
      { ...this.parent, dependsOn: kafka.ready },
    );
  }

  private monitoring(namespace: pulumi.Output<string>, kafka: KafkaService) {
    const { configuration, target, grafanaAdminPassword } = this.args;
    const common = { namespace, imagePullPolicy: configuration.imagePullPolicy };
    const storageClass = target.storageClass === undefined ? {} : { storageClass: target.storageClass };
    const exporter = new KafkaExporter(
      "kafka-exporter",
      {
        ...common,
        image: configuration.publicImages.kafkaExporter,
        connection: kafka.connection,
        ...this.client,
        resources: configuration.kafkaExporter.resources,
      },
      // It ends when no broker answers at its start.
      { ...this.parent, dependsOn: kafka.ready },
    );
    const prometheus = new Prometheus(
      "prometheus",
      {
        ...common,
        ...storageClass,
        image: configuration.publicImages.prometheus,
        exposure: target.exposure,
        jobs: pulumi.output(kafka.metrics ?? []).apply((brokers) => scrapeJobs(configuration, brokers)),
        ...configuration.prometheus,
      },
      this.parent,
    );
    if (configuration.grafana.enabled) {
      if (grafanaAdminPassword === undefined)
        throw new TypeError("Grafana is enabled, and its admin password is missing");
      new Grafana(
        "grafana",
        {
          ...common,
          image: configuration.publicImages.grafana,
          exposure: target.exposure,
          adminPassword: grafanaAdminPassword,
          scrapeIntervalSeconds: configuration.prometheus.scrapeIntervalSeconds,
          resources: configuration.grafana.resources,
        },
        this.parent,
      );
    }
    return { exporter, prometheus };
  }

  private processor(namespace: pulumi.Output<string>, kafka: KafkaService, topics: KafkaTopics): EventStreamProcessor {
    const { configuration, operatorFiles, rules } = this.args;
    const { processor, autoscaler, omsDaemon, imagePullPolicy } = configuration;
    const ownFiles = kafka.connection.apply((connection) => ({
      "settings.json": `${JSON.stringify(processorSettings(configuration, connection, processorPort), undefined, 2)}\n`,
      "rules.json": rules,
    }));
    const workload = new EventStreamProcessor(
      "event-stream-processor",
      {
        namespace,
        imagePullPolicy,
        processor,
        ...this.client,
        ...(operatorFiles === undefined
          ? {
              image: imagesFrom(configuration).eventStreamProcessor,
              files: ownFiles,
              args: ["--settings", "/etc/acm/settings.json", "--rules", "/etc/acm/rules.json"],
              hasHealthEndpoints: true,
            }
          : {
              image: processor.image ?? imagesFrom(configuration).eventStreamProcessor,
              files: operatorFiles,
              mountPath: processor.configMountPath,
              hasHealthEndpoints: false,
            }),
        ...(autoscaler.kind === "none" ? { replicas: autoscaler.replicas } : {}),
      },
      // Without its topics the processor cannot become ready.
      { ...this.parent, dependsOn: topics },
    );
    if (omsDaemon !== undefined) {
      new OmsDaemon(
        "oms-daemon",
        {
          namespace,
          imagePullPolicy,
          ...omsDaemon,
          configMapName: workload.configMapName,
          files: operatorFiles ?? {},
          mountPath: processor.configMountPath,
        },
        this.parent,
      );
    }
    return workload;
  }

  private describe(kafka: KafkaService): AcmStack["outputs"] {
    const { configuration, target } = this.args;
    const { topics, processor, autoscaler } = configuration;
    const costParameters = describeCost(configuration, kafka, target);
    return {
      schemaVersion: outputsVersion,
      target: target.name,
      namespace: configuration.namespace,
      endpoints: kafka.connection.apply(({ bootstrapServers }) =>
        describeEndpoints(configuration, target.exposure, bootstrapServers),
      ),
      consumerGroup: processor.consumerGroup,
      topics: {
        raw: topics.raw.name,
        ready: topics.ready.name,
        ...(processor.deadLetter ? { deadLetter: topics.deadLetter.name } : {}),
      },
      autoscaler: {
        kind: autoscaler.kind,
        ...(autoscaler.kind !== "none" ? { lagThreshold: autoscaler.lagThreshold } : {}),
        replicas: costParameters.processor.replicas,
      },
      workloads: describeWorkloads(configuration, kafka),
      costParameters,
    };
  }
}
