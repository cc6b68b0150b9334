import { KubeConfig } from "@kubernetes/client-node";
import { renderKubeconfig } from "../../local/kubeconfig";

test("a Kubernetes client reads server, authority and client certificate from it", () => {
  const config = new KubeConfig();
  config.loadFromString(
    renderKubeconfig({
      server: "https://127.0.0.1:16443",
      authority: "authority",
      certificate: "certificate",
      key: "key",
    }),
  );
  expect(config.getCurrentContext()).toBe("acm-local");
  expect(config.getCurrentCluster()).toMatchObject({
    server: "https://127.0.0.1:16443",
    caData: Buffer.from("authority").toString("base64"),
    skipTLSVerify: false,
  });
  expect(config.getCurrentUser()).toMatchObject({
    certData: Buffer.from("certificate").toString("base64"),
    keyData: Buffer.from("key").toString("base64"),
  });
});
