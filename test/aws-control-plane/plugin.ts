/**
 * The `aws` plugin that Pulumi's engine starts in the place of the real one: serves the control plane over the provider
 * protocol. Started by the script that install.ts writes; the folder of the account is in ACM_AWS_STAND_IN.
 */
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { provider } from "./protocol";

const folder = process.env["ACM_AWS_STAND_IN"];
if (folder === undefined) {
  console.error("ACM_AWS_STAND_IN must name the folder of the stand-in's account");
  process.exit(1);
}
const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(ResourceProviderService, provider(folder));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  // What the engine reads to find it.
  console.log(String(port));
});
