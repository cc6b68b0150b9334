import { createServer, type Server } from "node:http";
import type { Health, HealthMonitor } from "./health";
import { UsageError } from "./json-file";
import type { Metrics } from "./metrics";

/**
 * Serves /metrics, /healthz/live and /healthz/ready.
 * @throws UsageError when the port cannot be had
 */
export function serveHttp(port: number, health: HealthMonitor, metrics: Metrics): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = "text/plain; charset=utf-8") => {
      response.writeHead(status, { "content-type": type });
      response.end(body);
    };
    const tell = (state: Health) => answer(state.ok ? 200 : 503, `${state.reason}\n`);
    switch ((request.url ?? "").split("?")[0] ?? "") {
      case "/healthz/live":
        return tell(health.live());
      case "/healthz/ready":
        return tell(health.ready());
      case "/metrics":
        metrics.registry.metrics().then(
          (text) => answer(200, text, metrics.registry.contentType),
          () => answer(500, "metrics could not be collected\n"),
        );
        return;
      default:
        answer(404, "There are /metrics, /healthz/live and /healthz/ready here.\n");
    }
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new UsageError(`Port ${port} cannot be used (${String(error.code)}). Free it, or set "port" to another.`));
    });
    server.listen(port, () => resolve(server));
  });
}
