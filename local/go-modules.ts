import { versions } from "../config/versions";

/** One Go module of local/modules and the programs that are built from it. */
export interface GoModule {
  readonly name: string;
  readonly title: string;
  readonly estimateSeconds: number;
  /** Program name → package ("." is the module's own main.go). */
  readonly programs: Readonly<Record<string, string>>;
  /** Passed as -X: the only way these programs learn their version. */
  readonly linkerValues?: readonly string[];
  /** Files that main.go embeds, copied from the named module at build time. */
  readonly embeds?: { readonly module: string; readonly files: readonly string[] };
  /** A correction of a package, which is compiled from a copy then. */
  readonly patch?: SourcePatch;
}

export interface SourcePatch {
  /** The only program that it is for. @default every program of the module */
  readonly program?: string;
  /** The folder is a package that programs import, not a program. */
  readonly library?: true;
  readonly module: string;
  readonly folder: string;
  readonly file: string;
  /** Each text must stand in the file exactly once. */
  readonly replacements: readonly (readonly [from: string, to: string])[];
}

export const pulumiVersion = "3.259.0";
export const kubernetesProviderVersion = "4.34.2";
export const kubernetesVersion = "1.34.4";

/** The modules of local/modules by the name that the code has for them. */
export const modules = {
  init: { name: "init", title: "Process 1", estimateSeconds: 5, programs: { init: "." } },
  kubernetes: {
    name: "kubernetes",
    title: `Kubernetes ${kubernetesVersion}`,
    estimateSeconds: 330,
    programs: { kube: "." },
    linkerValues: ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((name) => [
      `${name}.gitVersion=v${kubernetesVersion}`,
      `${name}.gitMajor=${kubernetesVersion.split(".")[0]}`,
      `${name}.gitMinor=${kubernetesVersion.split(".")[1]}`,
      `${name}.gitTreeState=clean`,
    ]),
  },
  pulumi: {
    name: "pulumi",
    title: `Pulumi ${pulumiVersion}`,
    estimateSeconds: 235,
    programs: { pulumi: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
    linkerValues: [`github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`],
  },
  pulumiLanguageNodejs: {
    name: "pulumi-language-nodejs",
    title: "Pulumi's language host for Node",
    estimateSeconds: 30,
    programs: { "pulumi-language-nodejs": "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs" },
    // A pipe that ends after the program has answered is reported to a channel that is closed by then: the host panics,
    // and an update that went well fails ("error reading from server: EOF"), about once in ten times.
    patch: {
      module: "github.com/pulumi/pulumi/sdk/v3",
      folder: "nodejs/cmd/pulumi-language-nodejs",
      file: "main.go",
      replacements: [
        [
          "responseChannel := make(chan *pulumirpc.RunResponse)\n\tdefer close(responseChannel)\n",
          "responseChannel := make(chan *pulumirpc.RunResponse, 3)\n",
        ],
      ],
    },
  },
  pulumiKubernetes: {
    name: "pulumi-kubernetes",
    title: `Pulumi's Kubernetes provider ${kubernetesProviderVersion}`,
    estimateSeconds: 300,
    programs: { "pulumi-resource-kubernetes": "." },
    embeds: {
      module: "github.com/pulumi/pulumi-kubernetes/provider/v4",
      files: ["cmd/pulumi-resource-kubernetes/schema.json"],
    },
    linkerValues: [`main.version=${kubernetesProviderVersion}`],
    // The module that can be had is older than the published plugin, which waits until the StatefulSet's controller has
    // seen an update; without that, one in two updates counts as done before it began (pulumi-kubernetes#4094).
    patch: {
      library: true,
      module: "github.com/pulumi/pulumi-kubernetes/provider/v4",
      folder: "pkg/await",
      file: "statefulset.go",
      replacements: [
        [
          "\tvar updateStrategyType string\n",
          '\tobserved, _, _ := unstructured.NestedInt64(statefulset.Object, "status", "observedGeneration")\n' +
            "\tif observed != sia.currentGeneration {\n\t\treturn\n\t}\n\n\tvar updateStrategyType string\n",
        ],
      ],
    },
  },
  keda: {
    name: "keda",
    title: `KEDA ${versions.keda}`,
    estimateSeconds: 240,
    programs: {
      keda: "github.com/kedacore/keda/v2/cmd/operator",
      "keda-adapter": "github.com/kedacore/keda/v2/cmd/adapter",
      "keda-admission-webhooks": "github.com/kedacore/keda/v2/cmd/webhooks",
    },
    linkerValues: [`github.com/kedacore/keda/v2/version.Version=${versions.keda}`],
  },
  coredns: {
    name: "coredns",
    title: "CoreDNS 1.13.1",
    estimateSeconds: 90,
    programs: { coredns: "github.com/coredns/coredns" },
  },
  kafkaExporter: {
    name: "kafka-exporter",
    title: "Kafka exporter",
    estimateSeconds: 20,
    programs: { kafka_exporter: "github.com/grafana/kafka_exporter" },
  },
  // For the tests' stand-in of a managed Kafka alone.
  nodeExporter: {
    name: "node-exporter",
    title: "Node exporter 1.8.2",
    estimateSeconds: 40,
    programs: { node_exporter: "github.com/prometheus/node_exporter" },
    linkerValues: ["github.com/prometheus/common/version.Version=1.8.2"],
  },
  // One module, so that Kubernetes' libraries are compiled once for both. Built only for autoscalers of kind "hpa".
  metrics: {
    name: "metrics",
    title: "metrics-server and Prometheus Adapter",
    estimateSeconds: 170,
    programs: {
      "metrics-server": "sigs.k8s.io/metrics-server/cmd/metrics-server",
      adapter: "sigs.k8s.io/prometheus-adapter/cmd/adapter",
    },
    // The adapter was written for libraries of Kubernetes 1.30. With those of metrics-server (1.33), which are compiled
    // anyway, the server takes a context in place of a channel.
    patch: {
      program: "adapter",
      module: "sigs.k8s.io/prometheus-adapter",
      folder: "cmd/adapter",
      file: "adapter.go",
      replacements: [
        [
          "stopCh := genericapiserver.SetupSignalHandler()\n",
          "ctx := genericapiserver.SetupSignalContext()\n\tstopCh := ctx.Done()\n",
        ],
        ["cmd.Run(stopCh)", "cmd.Run(ctx)"],
      ],
    },
  },
} satisfies Record<string, GoModule>;
