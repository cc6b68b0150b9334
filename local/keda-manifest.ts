import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { versions } from "../config/versions";
import { kubePath } from "./control-plane";
import { goEnvironment, goModOf, goStep, moduleCacheFolder, moduleFolder, requiredVersion } from "./go-tools";
import type { Paths } from "./paths";
import { run } from "./shell";
import { digest, type Step } from "./steps";
import { UserError } from "./user-error";

const kedaModule = "github.com/kedacore/keda/v2";
const images = ["keda", "keda-metrics-apiserver", "keda-admission-webhooks"];

/** What is laid over KEDA's own `config/default`: the released tags, and no pulling of images that were built here. */
export function kedaKustomization(version: string): object {
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: ["config/default"],
    images: images.map((name) => ({ name: `ghcr.io/kedacore/${name}`, newTag: version })),
    patches: [
      {
        target: { kind: "Deployment" },
        patch: JSON.stringify([
          { op: "replace", path: "/spec/template/spec/containers/0/imagePullPolicy", value: "IfNotPresent" },
          // For a machine of two cores; the limits stay KEDA's own.
          {
            op: "replace",
            path: "/spec/template/spec/containers/0/resources/requests",
            value: { cpu: "20m", memory: "64Mi" },
          },
        ]),
      },
    ],
  };
}

/** KEDA's manifests, rendered from the module that its programs are built from; the output is keda.yaml. */
export function kedaManifest(paths: Paths): Step {
  return {
    name: "keda-manifest",
    title: "KEDA's manifests",
    estimateSeconds: 10,
    hash: digest([goStep(paths, "keda").hash, JSON.stringify(kedaKustomization(versions.keda))]),
    build: async ({ output, log }) => {
      if (requiredVersion(goModOf("keda"), kedaModule) !== `v${versions.keda}`) {
        throw new UserError(
          `local/modules/keda/go.mod requires another version of ${kedaModule} than config/versions.ts (${versions.keda}).`,
          "Make them the same.",
        );
      }
      const options = { cwd: moduleFolder({ name: "keda" }), env: goEnvironment(paths), log };
      const source = await moduleCacheFolder(kedaModule, options);
      const work = path.join(output, "work");
      mkdirSync(work);
      cpSync(path.join(source, "config"), path.join(work, "config"), { recursive: true });
      writeFileSync(path.join(work, "kustomization.yaml"), stringify(kedaKustomization(versions.keda)));
      writeFileSync(
        path.join(output, "keda.yaml"),
        await run(kubePath(paths), ["kubectl", "kustomize", work], { log }),
      );
      rmSync(work, { recursive: true });
    },
  };
}
