import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { nodeAddress, nodeName, type Daemon } from "./anchor";
import { kubeconfigInside, kubePath } from "./control-plane";
import { controlGroup } from "./control-groups";
import { pauseImage } from "./images";
import { cachePathInside, inside, type Paths } from "./paths";

/** Addresses of the pods of the only node, and of the cluster's name server. */
const podRange = "10.202.0.0/16";
export const nameServer = "10.201.0.10";

const configurationInside = (file: string) => path.join(inside.cluster, "configuration", file);
const pki = (file: string) => path.join(inside.pki, file);

/** containerd 1.6 (Debian 12). @param criEnabled false while images are imported and old containers removed */
function containerdConfiguration(criEnabled: boolean): string {
  return `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
${criEnabled ? "" : 'disabled_plugins = ["io.containerd.grpc.v1.cri"]'}
[grpc]
  address = "${inside.containerdSocket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # Containers may not be made more important to the kernel than this program itself is.
  restrict_oom_score_adj = true
  # Profiles would be loaded into the host's kernel and stay there.
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${configurationInside("network")}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
`;
}

/** The pods' network: one bridge, addresses from a file. */
const network = {
  cniVersion: "1.0.0",
  name: "pods",
  plugins: [
    {
      type: "bridge",
      bridge: "cni0",
      isGateway: true,
      ipMasq: true,
      // A pod may reach itself through its service.
      hairpinMode: true,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: "10.202.0.0/24" }]],
        routes: [{ dst: "0.0.0.0/0" }],
        dataDir: "/run/cni",
      },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
};

const kubeletConfiguration = (paths: Paths) => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: pki("ca.crt") } },
  authorization: { mode: "Webhook" },
  tlsCertFile: pki("kubelet.crt"),
  tlsPrivateKeyFile: pki("kubelet.key"),
  containerRuntimeEndpoint: `unix://${inside.containerdSocket}`,
  cgroupDriver: "cgroupfs",
  cgroupRoot: `/${controlGroup(paths)}`,
  cgroupsPerQOS: true,
  // The daemons of the cluster are in no control group that could be limited.
  enforceNodeAllocatable: [],
  // Kernels with control groups of version 1 still run; kubelet refuses them by default since 1.35.
  failCgroupV1: false,
  failSwapOn: false,
  clusterDomain: "cluster.local",
  clusterDNS: [nameServer],
  resolvConf: configurationInside("resolv.conf"),
  // kube-proxy makes all rules that are needed.
  makeIPTablesUtilChains: false,
  // Small numbers: the disk and the memory are the machine's, and shared with its other programs.
  evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
  // Images are imported, not pulled: one that is removed could not be had again.
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  containerLogMaxSize: "20Mi",
  containerLogMaxFiles: 2,
});

/** Writes what containerd and kubelet read; all paths are those that they see. */
export function writeNodeConfiguration(
  paths: Paths,
  write: (file: string, text: string) => void = writeFileSync,
): void {
  const folder = path.join(paths.cluster, "configuration");
  write(path.join(folder, "containerd.toml"), containerdConfiguration(true));
  write(path.join(folder, "containerd-images-only.toml"), containerdConfiguration(false));
  write(path.join(folder, "network/10-pods.conflist"), JSON.stringify(network, null, 2));
  write(path.join(folder, "kubelet.yaml"), stringify(kubeletConfiguration(paths)));
  // Pods that ask for the node's own resolver (CoreDNS itself) have no other name server: nothing leaves the cluster.
  write(path.join(folder, "resolv.conf"), "search .\n");
}

/** containerd, alone (to work on its images) or with the interface that kubelet uses. */
export function containerd(imagesOnly: boolean): Daemon {
  const file = imagesOnly ? "containerd-images-only.toml" : "containerd.toml";
  return {
    name: "containerd",
    environment: { GOGC: "50" },
    command: ["containerd", "--config", configurationInside(file), "--log-level", "warn"],
  };
}

/** The node's two daemons besides containerd. */
export function nodeDaemons(paths: Paths): Record<"kubelet" | "proxy", Daemon> {
  const kube = cachePathInside(paths, kubePath(paths));
  return {
    kubelet: {
      name: "kubelet",
      environment: { GOGC: "50" },
      command: [
        kube,
        "kubelet",
        `--config=${configurationInside("kubelet.yaml")}`,
        `--kubeconfig=${kubeconfigInside("kubelet")}`,
        `--hostname-override=${nodeName}`,
        `--node-ip=${nodeAddress}`,
      ],
    },
    proxy: {
      name: "kube-proxy",
      environment: { GOGC: "50" },
      command: [
        kube,
        "kube-proxy",
        `--kubeconfig=${kubeconfigInside("proxy")}`,
        `--hostname-override=${nodeName}`,
        `--cluster-cidr=${podRange}`,
        "--proxy-mode=iptables",
        // The table of connections is the kernel's: its size is not ours to change.
        "--conntrack-max-per-core=0",
      ],
    },
  };
}
