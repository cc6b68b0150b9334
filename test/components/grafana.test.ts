import * as pulumi from "@pulumi/pulumi";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { parse } from "yaml";
import { Grafana, type GrafanaArgs } from "../../components/grafana";
import { grafanaDashboardProvider, grafanaDataSources, grafanaEnvironment } from "../../components/grafana-config";
import { dashboardFiles } from "../../dashboards";
import { recordProgram, resource } from "../support/recording";

describe("provisioning", () => {
  test("Prometheus is the default data source and states its scrape interval", () => {
    const { datasources } = parse(grafanaDataSources("http://prometheus:9090", 5)) as { datasources: unknown[] };
    expect(datasources).toEqual([
      expect.objectContaining({
        type: "prometheus",
        url: "http://prometheus:9090",
        isDefault: true,
        jsonData: { timeInterval: "5s", httpMethod: "POST" },
      }),
    ]);
  });

  test("dashboards come from the mounted folder", () => {
    const { providers } = parse(grafanaDashboardProvider()) as { providers: { options: unknown }[] };
    expect(providers.map(({ options }) => options)).toEqual([{ path: "/etc/acm/dashboards" }]);
  });

  test("nothing leaves the cluster and nobody signs up", () => {
    const environment = grafanaEnvironment({ homeDashboard: "acm.json" });
    expect(environment).toMatchObject({ GF_ANALYTICS_REPORTING_ENABLED: "false", GF_USERS_ALLOW_SIGN_UP: "false" });
    expect(Object.keys(environment).join(" ")).not.toMatch(/PASSWORD|ROOT_URL/);
  });
});

const password = "correct horse battery staple";
const deploymentType = "kubernetes:apps/v1:Deployment";

describe.each([{ preview: false }, { preview: true }])("Grafana, $preview", (mode) => {
  const record = (changes: Partial<GrafanaArgs> = {}) =>
    recordProgram(
      () =>
        void new Grafana("grafana", {
          namespace: "acm",
          image: "docker.io/grafana/grafana:11.6.0",
          adminPassword: pulumi.secret(password),
          resources: { cpu: "100m", memory: "256Mi", cpuLimit: "500m" },
          ...changes,
        }),
      mode,
    );

  test("the admin password is in the Secret and nowhere else", async () => {
    const resources = await record();
    const secret = resource(resources, "kubernetes:core/v1:Secret", "grafana-admin").inputs;
    expect(JSON.stringify(secret)).toContain(password);
    expect(JSON.stringify(resources.filter(({ name }) => name !== "grafana-admin"))).not.toContain(password);
    const [container] = resource(resources, deploymentType, "grafana-deployment").inputs.spec.template.spec.containers;
    expect(container.env).toContainEqual({
      name: "GF_SECURITY_ADMIN_PASSWORD",
      valueFrom: { secretKeyRef: { name: "grafana-admin", key: "password" } },
    });
  });

  // A plain string from a caller must not end up readable in the stack's state.
  test("a password that is not marked secret becomes one", async () => {
    const resources = await record({ adminPassword: password });
    const { stringData } = resource(resources, "kubernetes:core/v1:Secret", "grafana-admin").inputs;
    expect(stringData).toEqual({ [specialSigKey]: specialSecretSig, value: { password } });
  });

  test("every volume that is mounted exists, and the dashboards are all there", async () => {
    const resources = await record();
    const { spec } = resource(resources, deploymentType, "grafana-deployment").inputs.spec.template;
    const volumes = (spec.volumes as { name: string; configMap?: { name: string } }[]).map(({ name }) => name);
    for (const { name } of spec.containers[0].volumeMounts as { name: string }[]) expect(volumes).toContain(name);
    const configMaps = resources
      .filter(({ type }) => type === "kubernetes:core/v1:ConfigMap")
      .map(({ inputs }) => (inputs.metadata as { name: string }).name);
    for (const { configMap } of spec.volumes as { configMap?: { name: string } }[])
      if (configMap !== undefined) expect(configMaps).toContain(configMap.name);
    expect(resource(resources, "kubernetes:core/v1:ConfigMap", "grafana-dashboards").inputs.data).toEqual(
      dashboardFiles(),
    );
    expect(dashboardFiles()).toHaveProperty(["acm.json"]);
  });

  test("the service carries the annotations of the thesis (6.2.5)", async () => {
    const { metadata, spec } = resource(await record(), "kubernetes:core/v1:Service", "grafana-service").inputs;
    expect(metadata.name).toBe("grafana");
    expect(metadata.annotations).toMatchObject({ "prometheus.io/scrape": "true", "prometheus.io/port": "3000" });
    expect(spec.ports).toEqual([{ name: "http", port: 3000, targetPort: "http" }]);
  });

  test("is exposed only with a domain", async () => {
    const ingressType = "kubernetes:networking.k8s.io/v1:Ingress";
    expect((await record()).filter(({ type }) => type === ingressType)).toEqual([]);
    const resources = await record({ exposure: { ingressDomain: "example.com" } });
    const { spec } = resource(resources, ingressType, "grafana-ingress").inputs;
    expect(spec.rules[0].host).toBe("acm-grafana.example.com");
    expect(spec).not.toHaveProperty("ingressClassName");
  });

  test("another Prometheus can be shown", async () => {
    const resources = await record({ prometheusUrl: "http://prometheus.example.com", scrapeIntervalSeconds: 30 });
    const { data } = resource(resources, "kubernetes:core/v1:ConfigMap", "grafana-data-sources").inputs;
    expect(data["prometheus.yaml"]).toBe(grafanaDataSources("http://prometheus.example.com", 30));
  });
});
