import path from "node:path";
import { initPath, nodeAddress, type Daemon } from "./anchor";
import { goStep } from "./go-tools";
import { cachePathInside, inside, type Paths } from "./paths";
import { serviceRange } from "./pki";
import { stepOutput } from "./steps";

/** The program that is etcd, every Kubernetes component and kubectl, by its first argument. */
export function kubePath(paths: Paths): string {
  return path.join(stepOutput(paths, goStep(paths, "kubernetes")), "kube");
}

/** The API server inside the network namespace. */
export const apiServerPort = 6443;
export const apiServerInside = `https://127.0.0.1:${apiServerPort}`;

const pki = (file: string) => path.join(inside.pki, file);
export const kubeconfigInside = (name: string) => path.join(inside.cluster, "configuration", `${name}.kubeconfig`);

/** Collects garbage earlier than Go's default of 100: the two cores and the memory are for Kafka. */
const environment = { GOGC: "50" };

/** Where the host-path provisioner makes volumes: a constant of Kubernetes. */
export const volumesInside = "/tmp/hostpath_pv";

type ControlPlaneDaemon = "etcd" | "apiserver" | "controllerManager" | "scheduler" | "volumes";

/** etcd, the three parts of the control plane, and what opens its volumes to pods that are not root. */
export function controlPlane(paths: Paths): Record<ControlPlaneDaemon, Daemon> {
  const kube = cachePathInside(paths, kubePath(paths));
  const client = (name: string) =>
    ["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map(
      (flag) => `--${flag}=${kubeconfigInside(name)}`,
    );
  return {
    etcd: {
      name: "etcd",
      environment,
      command: [
        kube,
        "etcd",
        "--data-dir=/var/lib/etcd/data",
        "--listen-client-urls=http://127.0.0.1:2379",
        "--advertise-client-urls=http://127.0.0.1:2379",
        "--listen-peer-urls=http://127.0.0.1:2380",
        // The data ends with the cluster: no need to wait for the disk.
        "--unsafe-no-fsync",
        "--log-level=warn",
      ],
    },
    apiserver: {
      name: "kube-apiserver",
      environment,
      command: [
        kube,
        "kube-apiserver",
        "--etcd-servers=http://127.0.0.1:2379",
        `--secure-port=${apiServerPort}`,
        `--advertise-address=${nodeAddress}`,
        `--tls-cert-file=${pki("apiserver.crt")}`,
        `--tls-private-key-file=${pki("apiserver.key")}`,
        `--client-ca-file=${pki("ca.crt")}`,
        "--service-account-issuer=https://kubernetes.default.svc",
        `--service-account-key-file=${pki("service-accounts.pub")}`,
        `--service-account-signing-key-file=${pki("service-accounts.key")}`,
        `--service-cluster-ip-range=${serviceRange}`,
        "--authorization-mode=Node,RBAC",
        // The aggregation layer: external.metrics.k8s.io is served by KEDA.
        `--requestheader-client-ca-file=${pki("ca.crt")}`,
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        `--proxy-client-cert-file=${pki("front-proxy.crt")}`,
        `--proxy-client-key-file=${pki("front-proxy.key")}`,
        "--enable-aggregator-routing=true",
        `--kubelet-client-certificate=${pki("kubelet-client.crt")}`,
        `--kubelet-client-key=${pki("kubelet-client.key")}`,
        `--kubelet-certificate-authority=${pki("ca.crt")}`,
        // The node's name is in no name server.
        "--kubelet-preferred-address-types=InternalIP",
        "--allow-privileged=true",
        "--profiling=false",
      ],
    },
    controllerManager: {
      name: "kube-controller-manager",
      environment,
      command: [
        kube,
        "kube-controller-manager",
        ...client("controller-manager"),
        "--use-service-account-credentials",
        `--service-account-private-key-file=${pki("service-accounts.key")}`,
        `--root-ca-file=${pki("ca.crt")}`,
        `--cluster-signing-cert-file=${pki("ca.crt")}`,
        `--cluster-signing-key-file=${pki("ca.key")}`,
        // One node with a fixed range, see node.ts.
        "--allocate-node-cidrs=false",
        "--leader-elect=false",
        "--enable-hostpath-provisioner=true",
        "--profiling=false",
      ],
    },
    scheduler: {
      name: "kube-scheduler",
      environment,
      command: [
        kube,
        "kube-scheduler",
        ...client("scheduler"),
        "--leader-elect=false",
        "--profiling=false",
        // A claim that is bound while its pod is being looked at is missed, and the pod then waits this long (default 5 min).
        "--pod-max-in-unschedulable-pods-duration=10s",
      ],
    },
    volumes: {
      name: "open-volumes",
      command: [cachePathInside(paths, initPath(paths)), "open-volumes", volumesInside],
    },
  };
}
