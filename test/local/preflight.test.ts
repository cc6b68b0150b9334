import net from "node:net";
import { forwards } from "../../local/forwarder";
import {
  availableMemory,
  goIsNewEnough,
  needed,
  requireDisk,
  requireMemory,
  requirePorts,
} from "../../local/preflight";
import { UserError } from "../../local/user-error";

const meminfo = (kibibytes: number) =>
  `MemTotal:       24683656 kB\nMemFree:         100 kB\nMemAvailable:   ${kibibytes} kB\n`;

test("available memory is what counts, not free memory", () => {
  expect(availableMemory(meminfo(2048))).toBe(2048 * 1024);
});

test("too little memory: says how much there is and how much is needed", () => {
  expect(() => requireMemory(meminfo(needed.memory / 1024 - 1))).toThrow(
    /8\.0 GiB of memory are available.*need 8\.0 GiB/,
  );
  expect(() => requireMemory(meminfo(needed.memory / 1024))).not.toThrow();
});

test("too little disk: names the folder, what is needed and the way out; a warm start needs less", () => {
  expect(() => requireDisk("/cache", true, needed.diskToBuild - 1)).toThrow(
    /free for \/cache; 12\.0 GiB[^]*XDG_CACHE_HOME/,
  );
  expect(() => requireDisk("/cache", true, needed.diskToBuild)).not.toThrow();
  expect(() => requireDisk("/cache", false, needed.diskToRun)).not.toThrow();
});

test.each([
  ["go version go1.26.8 linux/amd64", true],
  ["go version go1.27 linux/amd64", true],
  ["go version go2.0 linux/amd64", true],
  ["go version go1.9.7 linux/amd64", false],
  ["go version go1.25.4 linux/amd64", false],
  ["command not found", false],
])("%s: new enough is %p", (output, expected) => {
  expect(goIsNewEnough(output, [1, 26])).toBe(expected);
});

test("a port in use: names the port and the variable that chooses another", async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  try {
    await expect(requirePorts({ ACM_LOCAL_API_PORT: port })).rejects.toThrow(
      new RegExp(`Port ${port} on 127.0.0.1 is in use[^]*ACM_LOCAL_API_PORT=PORT`),
    );
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  await expect(requirePorts({ ACM_LOCAL_API_PORT: port })).resolves.toBeUndefined();
});

test.each(["0", "65536", "80a", "-1", "1.5"])("%p is no port", (value) => {
  expect(() => forwards({ ACM_LOCAL_PROMETHEUS_PORT: value })).toThrow(UserError);
});

test("a chosen port replaces only its own default", () => {
  const ports = forwards({ ACM_LOCAL_PROMETHEUS_PORT: "9090" }).map(({ port }) => port);
  expect(ports).toEqual([16443, 9090, 19095]);
});
