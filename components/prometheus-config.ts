import { stringify } from "yaml";
import { bytes } from "../config/quantities";

/** One scrape job. Each is reached by name, so that Prometheus needs no rights in Kubernetes' API. */
export type ScrapeJob =
  /** Fixed addresses, each `host:port`. */
  | {
      readonly kind: "static";
      readonly job: string;
      readonly addresses: readonly string[];
      /** Labels that every series of it gets. @default none but job and instance */
      readonly labels?: Readonly<Record<string, string>>;
    }
  /**
   * Every pod of a StatefulSet, by the SRV records of its headless service in the namespace. The pod's name becomes
   * the label `pod`.
   */
  | { readonly kind: "pods"; readonly job: string; readonly service: string; readonly portName: string };

/** What the stack runs: the exporter and the processor. Prometheus itself is always scraped. */
export const stackScrapeJobs: readonly ScrapeJob[] = [
  { kind: "static", job: "kafka-exporter", addresses: ["kafka-exporter:9308"] },
  { kind: "pods", job: "event-stream-processor", service: "event-stream-processor-headless", portName: "metrics" },
];

/** Where the rules are mounted; prometheus.yml names this file. */
export const rulesFileName = "acm.rules.yml";

export interface PrometheusConfigArgs {
  /** Namespace of the services that are scraped. */
  readonly namespace: string;
  /** Seconds between two readings of a target, and between two evaluations of the rules. */
  readonly scrapeIntervalSeconds: number;
  readonly jobs: readonly ScrapeJob[];
}

/** The text of prometheus.yml. */
export function prometheusConfig(args: PrometheusConfigArgs): string {
  const interval = `${args.scrapeIntervalSeconds}s`;
  return stringify({
    global: {
      scrape_interval: interval,
      // Prometheus refuses a timeout above the interval; its default is 10 s.
      scrape_timeout: `${Math.min(10, args.scrapeIntervalSeconds)}s`,
      evaluation_interval: interval,
    },
    rule_files: [rulesFileName],
    scrape_configs: [
      { job_name: "prometheus", static_configs: [{ targets: ["localhost:9090"] }] },
      ...args.jobs.map((job) => scrapeConfig(job, args)),
    ],
  });
}

function scrapeConfig(job: ScrapeJob, { namespace, scrapeIntervalSeconds }: PrometheusConfigArgs) {
  switch (job.kind) {
    case "static":
      return {
        job_name: job.job,
        static_configs: [{ targets: job.addresses, ...(job.labels === undefined ? {} : { labels: job.labels }) }],
        metric_relabel_configs: [lagNameOfFork],
      };
    case "pods":
      return {
        job_name: job.job,
        dns_sd_configs: [
          {
            // With its closing dot the name is not tried in other domains. One of those that answers with an error
            // makes Prometheus keep the targets it had, also when the last replica is gone.
            names: [`_${job.portName}._tcp.${job.service}.${namespace}.svc.cluster.local.`],
            type: "SRV",
            // A new replica is seen with the next scrape, not 30 s later.
            refresh_interval: `${scrapeIntervalSeconds}s`,
          },
        ],
        relabel_configs: [
          { source_labels: ["__address__"], regex: "([^.]+)\\..*", target_label: "pod", replacement: "${1}" },
          {
            source_labels: ["__address__"],
            regex: "([^.]+)\\..*:(\\d+)",
            target_label: "instance",
            replacement: "${1}:${2}",
          },
        ],
      };
  }
}

/**
 * Grafana's fork of the exporter calls kafka_consumergroup_lag and …_lag_sum uncommitted_offsets and …_sum. With this
 * rule the dashboards, the alerts and the scenarios read one name, whichever of the two programs the image holds.
 */
const lagNameOfFork = {
  source_labels: ["__name__"],
  regex: "kafka_consumergroup_uncommitted_offsets(|_sum)",
  target_label: "__name__",
  replacement: "kafka_consumergroup_lag${1}",
};

export interface PrometheusFlags {
  /** Days that samples are kept; a fraction is rounded up to hours. */
  readonly retentionDays: number;
  /** Size of the volume, a Kubernetes quantity. */
  readonly storage: string;
  /** Address that users reach it at. */
  readonly externalUrl?: string | undefined;
}

/** Share of the volume that blocks may fill; the write-ahead log and a compaction need the rest. */
const blockShare = 0.8;

/** Command line of Prometheus 2. */
export function prometheusArguments(flags: PrometheusFlags): string[] {
  return [
    "--config.file=/etc/prometheus/prometheus.yml",
    "--storage.tsdb.path=/prometheus",
    `--storage.tsdb.retention.time=${Math.ceil(flags.retentionDays * 24)}h`,
    // A full volume stops Prometheus; losing the oldest block does not.
    `--storage.tsdb.retention.size=${Math.floor(bytes(flags.storage) * blockShare)}B`,
    "--web.listen-address=:9090",
    ...(flags.externalUrl === undefined ? [] : [`--web.external-url=${flags.externalUrl}`]),
  ];
}
