import os from "node:os";
import { UserError } from "../../local/user-error";
import { ifExists, statusOf, type ClusterAccess } from "../cluster-access";

const name = "acm-demo-lock";
/** Milliseconds between two signs of life, and after which a holder counts as gone. */
const interval = 20_000;
const patience = 90_000;

/**
 * Keeps a second command that measures or holds the stack, from whatever machine, away from it: each would see the other's lag.
 * @returns ends it
 * @throws UserError when another one runs
 */
export async function lockStack(
  { core }: Pick<ClusterAccess, "core">,
  namespace: string,
): Promise<() => Promise<void>> {
  const holder = `process ${process.pid} on ${os.hostname()}`;
  const body = () => ({
    metadata: { name, namespace, labels: { "app.kubernetes.io/part-of": "acm" } },
    data: { holder, renewed: new Date().toISOString() },
  });
  await take(body, { core }, namespace);
  const timer = setInterval(() => {
    // One missed sign of life is no loss; the next comes in twenty seconds.
    core.replaceNamespacedConfigMap({ name, namespace, body: body() }).catch(() => undefined);
  }, interval);
  return async () => {
    clearInterval(timer);
    await ifExists(core.deleteNamespacedConfigMap({ name, namespace })).catch(() => undefined);
  };
}

async function take(body: () => object, { core }: Pick<ClusterAccess, "core">, namespace: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await core.createNamespacedConfigMap({ namespace, body: body() });
      return;
    } catch (error) {
      if (statusOf(error) !== 409) throw error;
    }
    const other = await ifExists(core.readNamespacedConfigMap({ name, namespace }));
    const renewed = Date.parse(other?.data?.["renewed"] ?? "");
    if (attempt > 2 || (other !== undefined && Date.now() - renewed < patience)) {
      throw new UserError(
        `Another command runs on the stack in namespace "${namespace}" (${other?.data?.["holder"] ?? "unknown"}, last seen ${other?.data?.["renewed"] ?? "now"}).`,
        "Wait until it has ended; one that was killed is forgotten after 90 seconds.",
      );
    }
    // Its holder was killed.
    if (other !== undefined) await ifExists(core.deleteNamespacedConfigMap({ name, namespace }));
  }
}
