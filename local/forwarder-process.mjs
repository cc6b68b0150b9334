// Carries connections from 127.0.0.1 of this machine into the cluster's network namespace, which has no link to
// anything outside. The parent has opened the listening sockets on the host; this process inherits them and runs
// inside, so that whatever it connects to is the cluster's. Plain JavaScript without packages: it must start on its
// own and stay small.
//   node forwarder-process.mjs '{"nameServer":"10.201.0.10","forwards":[{"fd":3,"host":"127.0.0.1","port":6443}]}'
import dns from "node:dns";
import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const { nameServer, forwards } = JSON.parse(process.argv[2] ?? "{}");
const resolver = new dns.promises.Resolver({ timeout: 1000, tries: 2 });
resolver.setServers([nameServer]);

/** A service's address may change with the service: asked for each connection. */
async function addressOf(host) {
  if (net.isIP(host) !== 0) return host;
  const [address] = await resolver.resolve4(host);
  return address;
}

/** Retries for a short time: right after a start the service may not answer yet. */
async function connect(host, port, attempts = 5) {
  for (let attempt = 1; ; attempt++) {
    try {
      const address = await addressOf(host);
      return await new Promise((resolve, reject) => {
        const socket = net.connect({ host: address, port, allowHalfOpen: true });
        socket.once("connect", () => resolve(socket)).once("error", reject);
      });
    } catch (error) {
      if (attempt === attempts) throw error;
      await pause(300);
    }
  }
}

for (const { fd, host, port } of forwards) {
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    client.on("error", () => client.destroy());
    connect(host, port).then(
      (target) => {
        if (client.destroyed) {
          target.destroy();
          return;
        }
        client.on("close", () => target.destroy());
        target.on("error", () => client.destroy()).on("close", () => client.destroy());
        client.pipe(target);
        target.pipe(client);
        client.resume();
      },
      (error) => {
        console.error(`${new Date().toISOString()} ${host}:${port}: ${error.message}`);
        client.destroy();
      },
    );
  });
  server.listen({ fd });
}
