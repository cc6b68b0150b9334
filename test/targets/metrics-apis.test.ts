import { parseStackConfiguration } from "../../config/load";
import { metricsApiProblems, type RegisteredApi } from "../../targets/metrics-apis";

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
