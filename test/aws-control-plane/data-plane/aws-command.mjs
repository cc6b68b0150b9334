#!/usr/bin/env node
// The two things of the `aws` command that a deployment calls: who am I, and a credential for a cluster. The real one
// answers with a token that EKS checks with IAM; this one with the certificate of the local cluster's administrator.
import { readFileSync } from "node:fs";
import path from "node:path";

const [service, operation, ...options] = process.argv.slice(2);
const option = (name) => options[options.indexOf(name) + 1];
const folder = process.env.ACM_AWS_STAND_IN ?? "";

function getToken() {
  const { certificate, key } = JSON.parse(readFileSync(path.join(folder, "administrator.json"), "utf8"));
  const { apiVersion = "client.authentication.k8s.io/v1beta1" } = JSON.parse(process.env.KUBERNETES_EXEC_INFO ?? "{}");
  const status = { clientCertificateData: certificate, clientKeyData: key };
  return { kind: "ExecCredential", apiVersion, spec: {}, status };
}

const answers = {
  "sts get-caller-identity": () => ({
    UserId: "AIDAEXAMPLE",
    Account: "111122223333",
    Arn: "arn:aws:iam::111122223333:user/deployer",
  }),
  "eks get-token": getToken,
};
const answer = answers[`${service} ${operation}`];
if (answer === undefined || option("--region") === undefined) {
  console.error(`the stand-in for the aws command knows ${Object.keys(answers).join(" and ")}, with --region`);
  process.exit(2);
}
console.log(JSON.stringify(answer()));
