import { debianPackages, installCommand, missingPackages } from "../../local/packages";

const output = `containerd install ok installed
runc install ok installed
iptables deinstall ok config-files
conntrack:amd64 install ok installed
openssl unknown ok not-installed
`;

test("missing: never installed, removed, or unknown to dpkg", () => {
  expect(missingPackages(output, ["containerd", "runc", "iptables", "conntrack", "openssl", "buildah"])).toEqual([
    "iptables",
    "openssl",
    "buildah",
  ]);
});

test("nothing is missing when all are installed", () => {
  expect(missingPackages(output, ["containerd", "runc"])).toEqual([]);
});

test("a package whose name begins like an installed one is missing", () => {
  expect(missingPackages("containernetworking-plugins install ok installed", ["containernetworking"])).toEqual([
    "containernetworking",
  ]);
});

test("the command names every missing package and fetches the lists first", () => {
  expect(installCommand(["runc", "buildah"])).toBe(
    "sudo apt-get update && sudo apt-get install --no-install-recommends runc buildah",
  );
});

test("Prometheus is unpacked, not installed: its service would start on this machine", () => {
  expect(Object.keys(debianPackages)).not.toContain("prometheus");
});
