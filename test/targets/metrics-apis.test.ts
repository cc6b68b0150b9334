import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseStackConfiguration } from "../../config/load";
import { metricsApiProblems, type RegisteredApi } from "../../targets/metrics-apis";
import { clusterProblems } from "../../targets/preconditions";

const api = (group: string, owner: string, available = true): RegisteredApi => ({
  group,
  name: `v1beta1.${group}`,
  owner,
  available,
});
const keda = api("external.metrics.k8s.io", "keda/keda-metrics-apiserver");
const server = api("metrics.k8s.io", "kube-system/metrics-server");
const own = api("custom.metrics.k8s.io", "acm/prometheus-adapter");
const problems = (kind: string, ...registered: RegisteredApi[]) =>
  metricsApiProblems(
    parseStackConfiguration({
      target: "onprem",
      autoscaler: kind === "none" ? { kind, replicas: 1 } : { kind },
    }),
    registered,
  );

test("three owners, each of its API, live beside each other", () => {
  for (const kind of ["keda", "hpa", "none"]) expect(problems(kind, keda, server, own)).toEqual([]);
});
test("the first hpa stack of a cluster finds no custom metrics, and KEDA is not needed", () => {
  expect(problems("hpa", server)).toEqual([]);
});
test("custom metrics of somebody else are not taken over, another stack's neither", () => {
  for (const owner of ["monitoring/prometheus-adapter", "acm/other"]) {
    expect(problems("hpa", server, api("custom.metrics.k8s.io", owner))).toEqual([
      expect.stringMatching(
        new RegExp(
          `served by the Service ${owner}, .* one owner in a cluster\\. .*keda, .*v1beta1\\.custom\\.metrics\\.k8s\\.io first\\.$`,
        ),
      ),
    ]);
  }
});
test("without metrics-server there is no fallback", () => {
  expect(problems("hpa", keda)).toEqual([
    expect.stringMatching(/does not serve metrics\.k8s\.io.*install metrics-server/),
  ]);
});
test("a metrics-server that does not answer is named", () => {
  expect(problems("hpa", api("metrics.k8s.io", "kube-system/metrics-server", false))).toEqual([
    expect.stringMatching(
      /Service kube-system\/metrics-server does not answer\. .*describe apiservice v1beta1\.metrics/,
    ),
  ]);
});
test("an adapter that serves external metrics in KEDA's place stops a stack with KEDA", () => {
  expect(problems("keda", api("external.metrics.k8s.io", "monitoring/prometheus-adapter"))).toEqual([
    expect.stringMatching(/served by the Service monitoring\/prometheus-adapter and not by KEDA/),
  ]);
});

describe("what a cluster says of its APIs", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "acm-metrics-apis-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Problems of a stack of kind hpa in a cluster that answers so when its APIServices are listed. */
  async function problemsWith(status: number, body: object): Promise<string[]> {
    const server = createServer((request, response) => {
      const [code, answer] = request.url?.startsWith("/version")
        ? [200, { major: "1", minor: "34", gitVersion: "v1.34.4" }]
        : request.url === "/apis/apiregistration.k8s.io/v1/apiservices"
          ? [status, body]
          : [404, { kind: "Status", code: 404 }];
      response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const file = path.join(folder, "kubeconfig");
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(
      file,
      JSON.stringify({
        "current-context": "here",
        clusters: [{ name: "c", cluster: { server: address, "insecure-skip-tls-verify": true } }],
        users: [{ name: "u", user: { token: "t" } }],
        contexts: [{ name: "here", context: { cluster: "c", user: "u" } }],
      }),
    );
    try {
      return await clusterProblems(parseStackConfiguration({ target: "onprem", autoscaler: { kind: "hpa" } }), file);
    } finally {
      server.close();
    }
  }
  const registered = (name: string, group: string, owner: string, status: string) => ({
    metadata: { name },
    spec: {
      group,
      groupPriorityMinimum: 1,
      versionPriority: 1,
      service: { namespace: owner, name: "prometheus-adapter" },
    },
    status: { conditions: [{ type: "Available", status }] },
  });

  test("an owner that is not this stack is found", async () => {
    const problems = await problemsWith(200, {
      items: [
        registered("v1beta1.custom.metrics.k8s.io", "custom.metrics.k8s.io", "monitoring", "True"),
        registered("v1beta1.metrics.k8s.io", "metrics.k8s.io", "kube-system", "True"),
      ],
    });
    expect(problems).toEqual([expect.stringContaining("served by the Service monitoring/prometheus-adapter")]);
    // The first one loads Kubernetes' client: seconds on a machine that does other things as well.
  }, 30_000);
  test("an account of one namespace cannot install the adapter, and is told what it can do", async () => {
    expect(await problemsWith(403, { kind: "Status", code: 403 })).toEqual([
      expect.stringMatching(
        /this user has no right to do so \(403\)\. .*deploy with an account that may, or set .* keda\.$/,
      ),
    ]);
  });
});
