import { existsSync } from "node:fs";
import path from "node:path";
import { applyManifest, waitFor } from "./addons";
import { runningAnchor } from "./anchor";
import { goStep, removeGoCaches } from "./go-tools";
import { importImages, imagesToImport } from "./image-store";
import { metricsImages } from "./images";
import { withLock } from "./lock";
import { localPaths, repository } from "./paths";
import { requireDisk, requireGo } from "./preflight";
import type { Progress } from "./progress";
import { buildSteps, isBuilt, remainingSeconds } from "./steps";
import { lockFile } from "./stop";
import { UserError } from "./user-error";

/**
 * Adds to the running local cluster what an autoscaler of kind `hpa` needs of its platform: metrics-server, and the image
 * of Prometheus Adapter. Both are built when they are asked for the first time and not with the cluster: most stacks are
 * scaled by KEDA, and they take minutes.
 * @throws UserError when no cluster runs or metrics-server does not become ready
 */
export async function addMetricsApis(progress: Progress): Promise<void> {
  const paths = localPaths();
  await withLock(lockFile(paths), "metrics", async () => {
    const anchor = runningAnchor(paths);
    if (anchor === undefined || !existsSync(paths.complete)) {
      throw new UserError("The local cluster does not run.", "Start it: npm start");
    }
    const images = metricsImages(paths);
    // An image that containerd holds already need not be built again, though its archive is gone.
    const toImport = imagesToImport(paths, images);
    if (toImport.length > 0) {
      const tools = goStep(paths, "metrics");
      const missing = [tools, ...toImport].filter((step) => !isBuilt(paths, step));
      if (missing.includes(tools)) await requireGo();
      requireDisk(paths.cache, missing.includes(tools));
      progress.plan(remainingSeconds(paths, missing) + 20);
      await buildSteps(paths, missing, progress);
      removeGoCaches(paths);
      await importImages(paths, anchor, images, progress);
    }
    progress.step("metrics-server", 20);
    await applyManifest(paths, anchor, path.join(repository, "local/manifests/metrics-server.yaml"));
    await waitFor(paths, anchor, "metrics-server", [
      ["--namespace=kube-system", "deployment/metrics-server", "--for=condition=Available"],
      ["apiservice/v1beta1.metrics.k8s.io", "--for=condition=Available"],
    ]);
  });
}
