/** The provider protocol, spoken as the engine speaks it. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { FaultFile } from "./faults";
import { provider } from "./protocol";
import { unknownValue, type Properties } from "./values";

type Answer<R> = (error: grpc.ServiceError | null, response: R) => void;

let folder: string;
let server: grpc.Server;
let client: ResourceProviderClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "acm-aws-"));
  server = new grpc.Server();
  server.addService(ResourceProviderService, provider(folder));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const request = new proto.ConfigureRequest();
  request.getVariablesMap().set("aws:config:region", "eu-central-1");
  await call<proto.ConfigureResponse>((answer) => client.configure(request, answer));
});

afterAll(() => {
  client.close();
  server.forceShutdown();
  rmSync(folder, { recursive: true });
});

function call<R>(send: (answer: Answer<R>) => void): Promise<R> {
  return new Promise((resolve, reject) => {
    send((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

const urn = (token: string, name: string) => `urn:pulumi:aws::acm::acm:aws:Network$${token}::${name}`;
const struct = (value: Properties) => Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);

function create(token: string, inputs: Properties, preview = false): Promise<proto.CreateResponse> {
  const request = new proto.CreateRequest().setUrn(urn(token, "x")).setProperties(struct(inputs)).setPreview(preview);
  return call((answer) => client.create(request, answer));
}

test("a refused input comes back with its property", async () => {
  const request = new proto.CheckRequest().setUrn(urn("aws:ec2/vpc:Vpc", "x")).setOlds(struct({}));
  request.setNews(struct({ cidrBlock: "10.0.0.0/16", instanceTenancy: "shared" }));
  const response = await call<proto.CheckResponse>((answer) => client.check(request, answer));
  expect(response.getFailuresList().map((failure) => failure.toObject())).toEqual([
    { property: "instanceTenancy", reason: expect.stringContaining("must be one of dedicated, default, host") },
  ]);
});

test("a preview has unknown outputs, and an update real ones", async () => {
  const inputs = { cidrBlock: "10.0.0.0/16" };
  const preview = await create("aws:ec2/vpc:Vpc", inputs, true);
  expect(preview.getProperties()?.toJavaScript()).toMatchObject({ ...inputs, arn: unknownValue });
  const made = await create("aws:ec2/vpc:Vpc", inputs);
  expect(made.getId()).toMatch(/^vpc-0[0-9a-f]{16}$/);
  expect(made.getProperties()?.toJavaScript()["arn"]).toBe(`arn:aws:ec2:eu-central-1:111122223333:vpc/${made.getId()}`);
});

test("what differs and what must be replaced is said", async () => {
  const request = new proto.DiffRequest().setUrn(urn("aws:ec2/vpc:Vpc", "x")).setId("vpc-1");
  request.setOldInputs(struct({ cidrBlock: "10.0.0.0/16", tags: { a: "1" } }));
  request.setNews(struct({ cidrBlock: "10.1.0.0/16", tags: { a: "2" } }));
  const response = await call<proto.DiffResponse>((answer) => client.diff(request, answer));
  expect(response.getDiffsList()).toEqual(["cidrBlock", "tags"]);
  expect(response.getReplacesList()).toEqual(["cidrBlock"]);
});

test("what was made and is not active is recorded, with the reason", async () => {
  const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" }] };
  const role = await create("aws:iam/role:Role", { name: "control", assumeRolePolicy: JSON.stringify(trust) });
  const roleArn = role.getProperties()?.toJavaScript()["arn"];
  new FaultFile(folder).write({ stuck: ["aws:eks/cluster:Cluster"] });
  const creation = create("aws:eks/cluster:Cluster", { name: "acm", roleArn, vpcConfig: { subnetIds: [] } });
  const error = (await creation.catch((one: unknown) => one)) as grpc.ServiceError;
  expect(error.details).toMatch(/waiting for EKS Cluster \(acm\) create: timeout/);
  const [details] = error.metadata.get("grpc-status-details-bin");
  expect(String(details)).toContain("pulumirpc.ErrorResourceInitFailed");
  const request = new proto.ReadRequest().setUrn(urn("aws:eks/cluster:Cluster", "x")).setId("acm");
  const read = await call<proto.ReadResponse>((answer) => client.read(request, answer));
  expect(read.getProperties()?.toJavaScript()["status"]).toBe("CREATING");
});

test("a function that AWS answers", async () => {
  const request = new proto.InvokeRequest().setTok("aws:index/getCallerIdentity:getCallerIdentity").setArgs(struct({}));
  const response = await call<proto.InvokeResponse>((answer) => client.invoke(request, answer));
  expect(response.getReturn()?.toJavaScript()).toMatchObject({ accountId: "111122223333" });
});
