import { Unmet, type Requirement } from "./check";
import { podsOf } from "./kubernetes-state";

export const requirement: Requirement = {
  id: "Portability",
  title: "The system runs on premises and in the cloud without a change of its source code",
  checks: [
    {
      id: "Portability.1",
      title: "The pods run the images that the stack's outputs name, the same for every target",
      correction:
        "One run can only show what runs here; that two targets run the same commit and images is judged where two reports are put side by " +
        "side (--compare).",
      run: async (context, witness) => {
        for (const { name, image } of context.stack.workloads) {
          const pods = await podsOf(context, name);
          const images = [
            ...new Set(pods.flatMap(({ spec }) => spec?.containers.map((container) => container.image) ?? [])),
          ];
          // A finished Job of an earlier update may still stand there with its image.
          if (pods.length === 0 || name === "kafka-topics") continue;
          witness.saw(`kubectl get pods -l app.kubernetes.io/name=${name}: images`, images);
          witness.holds(images.includes(image), `${name} runs ${images.join(", ")}; the stack says ${image}`);
        }
        if (witness.evidence.length === 0) throw new Unmet("no pod of the stack was found");
      },
    },
    {
      id: "Portability.2",
      title: "The clients learn where Kafka is, and how to log in, from configuration alone",
      run: async ({ cluster, stack: { namespace } }, witness) => {
        const { data } = await cluster.core.readNamespacedConfigMap({ namespace, name: "kafka-connection" });
        const connection = data?.["connection.json"] ?? "";
        witness.saw(`kubectl get configmap kafka-connection -n ${namespace}: connection.json`, connection);
        witness.holds(/bootstrapServers/.test(connection), "it names no bootstrap servers");
      },
    },
  ],
};
