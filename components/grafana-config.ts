import { stringify } from "yaml";

/** Where the dashboards are mounted. */
export const dashboardsDirectory = "/etc/acm/dashboards";

/** Provisioning of the data source: the text of a file in provisioning/datasources. */
export function grafanaDataSources(prometheusUrl: string, scrapeIntervalSeconds: number): string {
  return stringify({
    apiVersion: 1,
    datasources: [
      {
        name: "Prometheus",
        uid: "acm-prometheus",
        type: "prometheus",
        access: "proxy",
        url: prometheusUrl,
        isDefault: true,
        editable: false,
        // $__rate_interval is never less than four of these, so that a rate always finds two samples.
        jsonData: { timeInterval: `${scrapeIntervalSeconds}s`, httpMethod: "POST" },
      },
    ],
  });
}

/** Provisioning of the dashboards: the text of a file in provisioning/dashboards. */
export function grafanaDashboardProvider(): string {
  return stringify({
    apiVersion: 1,
    providers: [
      {
        name: "acm",
        folder: "ACM",
        type: "file",
        // They come from the repository: an edit in the page would be lost with the pod.
        allowUiUpdates: false,
        disableDeletion: true,
        options: { path: dashboardsDirectory },
      },
    ],
  });
}

export interface GrafanaEnvironment {
  /** File of the dashboard that is shown first, in {@link dashboardsDirectory}. */
  readonly homeDashboard: string;
  /** Address that users reach it at. */
  readonly externalUrl?: string | undefined;
}

/** Grafana's settings as environment variables. The admin password is not among them: it comes from a Secret. */
export function grafanaEnvironment(settings: GrafanaEnvironment): Record<string, string> {
  return {
    GF_PATHS_DATA: "/var/lib/grafana",
    // Its default also writes a file, for which a read-only root file system has no place.
    GF_LOG_MODE: "console",
    GF_USERS_ALLOW_SIGN_UP: "false",
    GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${dashboardsDirectory}/${settings.homeDashboard}`,
    // On premises nothing answers these, and each waits for its timeout.
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
    GF_NEWS_NEWS_FEED_ENABLED: "false",
    GF_PLUGINS_PREINSTALL_DISABLED: "true",
    ...(settings.externalUrl === undefined ? {} : { GF_SERVER_ROOT_URL: settings.externalUrl }),
  };
}
