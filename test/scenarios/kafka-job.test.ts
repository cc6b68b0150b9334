import { jobLines, jobManifest } from "../../scenarios/kafka-job";

test("only the job's own JSON lines are read from a log", () => {
  const log = [
    "(node:1) ExperimentalWarning: something",
    '{"type":"progress","sent":5}',
    '{"level":"warn"}',
    "[1, 2]",
    "null",
    '{"type":"result","sent":10}',
    '{"type":"log","message":"late"}',
    '{"type":"resu',
  ].join("\n");
  expect(jobLines(log)).toEqual([
    { type: "progress", sent: 5 },
    { type: "result", sent: 10 },
    { type: "log", message: "late" },
  ]);
});

test("the Job satisfies the Pod Security level restricted and is never tried twice", () => {
  const { spec, metadata } = jobManifest(
    { namespace: "acm", image: "acm/kafka-jobs:0.1.0", imagePullPolicy: "Never", serviceAccountName: "kafka-clients" },
    { name: "run-1-load", args: ["load", "--events", "5"], timeout: 60 },
  );
  expect(metadata).toMatchObject({ name: "run-1-load", namespace: "acm" });
  expect(spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 60 });
  const { spec: pod } = spec.template;
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    restartPolicy: "Never",
    // Where Kafka knows clients by their account.
    serviceAccountName: "kafka-clients",
  });
  expect(pod.terminationGracePeriodSeconds).toBeLessThan(5);
  expect(pod.containers).toHaveLength(1);
  expect(pod.containers[0]).toMatchObject({
    args: ["load", "--connection", "/etc/acm/connection.json", "--events", "5"],
    imagePullPolicy: "Never",
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    resources: { requests: {}, limits: {} },
  });
});
