import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { versions } from "../../config/versions";
import { withDescendants, withoutProxies } from "../../local/anchor";
import { mirrorOf } from "../../local/base-images";
import { requiredVersion } from "../../local/go-tools";
import { corednsImage, imagePlan, imageStepName } from "../../local/images";
import { kedaKustomization } from "../../local/keda-manifest";
import { controlGroup } from "../../local/control-groups";
import { clusterIsMounted, mountsBelow } from "../../local/leftovers";
import { mountCommands, mountPlan } from "../../local/mounts";
import { nameServer } from "../../local/node";
import { cachePathInside, localPaths, repository } from "../../local/paths";
import { hasKubernetesProvider, pulumiIsSuitable } from "../../local/pulumi";

const paths = localPaths({ XDG_CACHE_HOME: "/c", XDG_STATE_HOME: "/s" });

describe("paths", () => {
  test("a relative XDG folder is ignored, as the specification asks", () => {
    expect(localPaths({ XDG_CACHE_HOME: "here" }).cache).toBe(localPaths({}).cache);
  });
  test("the cluster sees the cache at a place of its own", () => {
    expect(cachePathInside(paths, path.join(paths.steps, "init/1/init"))).toBe("/run/acm/cache/steps/init/1/init");
  });
});

describe("mounts", () => {
  const plan = mountPlan(paths);
  const position = (target: string) => plan.findIndex((mount) => mount.target === target);

  test("host folders are bound before /tmp, in which they may lie, is covered", () => {
    const lastFromHost = Math.max(
      ...plan.map(({ source }, index) => (source.startsWith("/c") || source.startsWith("/s") ? index : -1)),
    );
    expect(lastFromHost).toBeGreaterThan(0);
    expect(position("/tmp")).toBeGreaterThan(lastFromHost);
  });
  test("what is mounted below a covered folder comes after its cover", () => {
    for (const cover of ["/run", "/var/lib"]) {
      for (const { target } of plan.filter((mount) => mount.target.startsWith(`${cover}/`))) {
        expect(position(target)).toBeGreaterThan(position(cover));
      }
    }
  });
  test("a file is bound onto an existing one, a folder is made first", () => {
    expect(mountCommands({ target: "/proc/x", source: "/s/x", file: true })).toEqual([
      ["mount", "--bind", "/s/x", "/proc/x"],
    ]);
    expect(mountCommands({ target: "/t", source: "/s" })[0]).toEqual(["mkdir", "-p", "/t"]);
  });
  test("leftover mounts are found by folder, not by the beginning of a name", () => {
    const info = ["/c/x", "/c", "/cc", "/other"]
      .map((target) => `30 23 0:26 / ${target} rw - tmpfs tmpfs rw`)
      .join("\n");
    expect(mountsBelow(info, ["/c"])).toEqual(["/c/x", "/c"]);
  });
});

test("the cluster's processes are those of its namespace and their descendants, and nobody else's", () => {
  const one = (pid: number, parent: number, namespace: string) => ({
    pid,
    parent,
    session: 1,
    command: [],
    namespaces: [namespace],
    residentBytes: 0,
  });
  // 10 is the anchor, 11 a shim, 12 a pod in a namespace of its own, 13 its child; listed children first.
  const all = [
    one(13, 12, "pid:[3]"),
    one(12, 11, "pid:[3]"),
    one(11, 10, "pid:[2]"),
    one(10, 9, "pid:[2]"),
    one(9, 1, "pid:[1]"),
  ];
  const inside = withDescendants(all, ({ namespaces }) => namespaces.includes("pid:[2]"));
  expect(inside.map(({ pid }) => pid)).toEqual([13, 12, 11, 10]);
});

describe("two clusters on one machine", () => {
  const other = localPaths({ XDG_CACHE_HOME: "/c", XDG_STATE_HOME: "/t" });
  test("have control groups of their own", () => {
    expect(controlGroup(paths)).not.toBe(controlGroup(other));
  });
  test("are told apart by the folder that their processes see", () => {
    const mountinfo = `30 23 0:26 / / rw - ext4 d rw\n31 30 0:26 ${paths.cluster} /run/acm/cluster rw - ext4 d rw`;
    expect(clusterIsMounted(mountinfo, paths)).toBe(true);
    expect(clusterIsMounted(mountinfo, other)).toBe(false);
    // Somebody has removed the folder of a running cluster.
    expect(clusterIsMounted(mountinfo.replace(paths.cluster, `${paths.cluster}//deleted`), paths)).toBe(true);
    // The state's folder on a file system of its own, mounted at /s.
    expect(clusterIsMounted(mountinfo.replace(paths.cluster, paths.cluster.slice(2)), paths)).toBe(true);
  });
});

describe("pins", () => {
  const goMod = (name: string) => readFileSync(path.join(repository, "local/modules", name, "go.mod"), "utf8");

  test("a version is read from a block, from a single line, and not from a longer name", () => {
    const text =
      "require example.com/a/b v2.0.0\n\nrequire (\n\texample.com/a/v2 v2.1.0\n\texample.com/a v1.0.0 // indirect\n)\n";
    expect(requiredVersion(text, "example.com/a")).toBe("v1.0.0");
    expect(requiredVersion(text, "example.com/a/b")).toBe("v2.0.0");
    expect(requiredVersion(text, "example.com")).toBeUndefined();
  });
  test("KEDA's programs and manifests are of the version that the stack expects", () => {
    expect(requiredVersion(goMod("keda"), "github.com/kedacore/keda/v2")).toBe(`v${versions.keda}`);
    const { images } = kedaKustomization(versions.keda) as { images: { newTag: string }[] };
    expect(images.map(({ newTag }) => newTag)).toEqual([versions.keda, versions.keda, versions.keda]);
  });
  test("CoreDNS' manifest names the image that is built, and the address that kubelet gives to pods", () => {
    const text = readFileSync(path.join(repository, "local/manifests/coredns.yaml"), "utf8");
    const objects = parseAllDocuments(text).map(
      (document) => document.toJS() as { kind: string; spec: Record<string, unknown> },
    );
    expect(requiredVersion(goMod("coredns"), "github.com/coredns/coredns")).toBe(corednsImage.split(":")[1]);
    expect(text).toContain(`image: ${corednsImage}\n`);
    expect(objects.find(({ kind }) => kind === "Service")?.spec["clusterIP"]).toBe(nameServer);
  });
});

describe("images", () => {
  test("names of steps are file names", () => {
    expect(imageStepName("quay.io/prometheus/prometheus:v2.42.0")).toBe("image-quay.io-prometheus-prometheus-v2.42.0");
  });
  test("no image is built twice, and every step has its own folder", () => {
    const { images, prerequisites } = imagePlan(paths);
    const references = images.map(({ reference }) => reference);
    expect(new Set(references).size).toBe(references.length);
    const names = [...images, ...prerequisites].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
  test("the mirror of this machine's apt is used for the release of the base images only", () => {
    const targets =
      "trixie|main|https://mirror.example/debian/\nbookworm|contrib|https://other.example/\nbookworm|main|https://mirror.example/old/\n";
    expect(mirrorOf(targets, "bookworm")).toBe("https://mirror.example/old/");
    expect(mirrorOf(targets, "sid")).toBeUndefined();
  });
});

describe("an installed Pulumi", () => {
  test.each([
    ["v3.248.0", true],
    ["v3.259.0-dev.1", true],
    ["3.300.1\n", true],
    ["v3.247.9", false],
    ["v4.0.0", false],
    ["nonsense", false],
  ])("%p will do: %p", (version, expected) => {
    expect(pulumiIsSuitable(version)).toBe(expected);
  });
  test("the provider has to be of the version that @pulumi/kubernetes asks for", () => {
    const plugin = (version: string) => JSON.stringify([{ name: "kubernetes", kind: "resource", version }]);
    expect(hasKubernetesProvider(plugin("4.34.2"))).toBe(true);
    expect(hasKubernetesProvider(plugin("4.1.0"))).toBe(false);
    expect(hasKubernetesProvider("no plugins")).toBe(false);
  });
  test("the provider built here is of the version of the package", () => {
    const manifest = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(
      hasKubernetesProvider(
        JSON.stringify([
          { name: "kubernetes", kind: "resource", version: manifest.dependencies["@pulumi/kubernetes"] },
        ]),
      ),
    ).toBe(true);
  });
});

test("the cluster's programs ask no proxy of this machine, which they could not reach", () => {
  const environment = {
    PATH: "/bin",
    HTTPS_PROXY: "http://proxy:3128",
    http_proxy: "http://proxy:3128",
    no_proxy: "a",
  };
  expect(withoutProxies(environment)).toEqual({ PATH: "/bin" });
});
