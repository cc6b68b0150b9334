/** Pulumi's provider protocol (proto/pulumi/provider.proto) in front of the control plane. */
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ControlPlane, NotActive, type Configuration } from "./control-plane";
import { pluginVersion } from "./install";
import type { StoredResource } from "./store";
import type { Properties } from "./values";

const plain = (struct: Struct | undefined): Properties => struct?.toJavaScript() ?? {};
// JSON drops what is undefined, which a Struct cannot hold.
const struct = (value: Properties): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>);

/** "urn:pulumi:stack::project::parent$aws:ec2/vpc:Vpc::name" → its type and name. */
function parts(urn: string): { token: string; name: string } {
  const [, , types = "", name = ""] = urn.split("::");
  return { token: types.split("$").at(-1) ?? "", name };
}

function failure(error: unknown): Partial<grpc.StatusObject> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof NotActive)) return { code: grpc.status.UNKNOWN, details: message };
  const { id, outputs, inputs } = error.resource;
  const detail = new proto.ErrorResourceInitFailed();
  detail.setId(id).setProperties(struct(outputs)).setInputs(struct(inputs)).setReasonsList([message]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(any);
  const metadata = new grpc.Metadata();
  // The field in which gRPC carries details.
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}

/** A unary method: what it returns is sent, what it throws is the error. */
function method<Q, R>(answer: (request: Q) => R | Promise<R>): grpc.handleUnaryCall<Q, R> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(failure(error), null),
      );
  };
}

const unimplemented: grpc.handleUnaryCall<unknown, unknown> = (_, callback) =>
  callback({ code: grpc.status.UNIMPLEMENTED, details: "not part of the stand-in for AWS" }, null);

/** Of the provider's configuration: a JSON text when it is not a string. */
function configurationOf(request: proto.ConfigureRequest): Configuration {
  const variables = plain(request.getArgs());
  const region = request.getVariablesMap().get("aws:config:region") ?? variables["region"] ?? process.env["AWS_REGION"];
  if (typeof region !== "string" || region === "") throw new Error("aws:region is missing: invalid AWS Region");
  const given = request.getVariablesMap().get("aws:config:defaultTags") ?? "{}";
  const { tags = {} } = JSON.parse(given) as { tags?: Record<string, string> };
  return { region, defaultTags: tags };
}

/** The service for a gRPC server. @param folder of the account */
export function provider(folder: string): grpc.UntypedServiceImplementation {
  let plane: ControlPlane | undefined;
  const aws = () => {
    if (plane === undefined) throw new Error("the provider is not configured");
    return plane;
  };
  return {
    handshake: unimplemented,
    parameterize: unimplemented,
    getSchema: method(() => new proto.GetSchemaResponse().setSchema("{}")),
    checkConfig: method((request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews())),
    diffConfig: unimplemented,
    configure: method((request: proto.ConfigureRequest) => {
      plane = new ControlPlane(folder, configurationOf(request));
      return new proto.ConfigureResponse().setSupportspreview(true);
    }),
    check: method((request: proto.CheckRequest) => {
      const { token, name } = parts(request.getUrn());
      const { inputs, problems } = aws().check(token, name, plain(request.getOlds()), plain(request.getNews()));
      const failures = problems.map(({ property, reason }) =>
        new proto.CheckFailure().setProperty(property).setReason(`${property}: ${reason}`),
      );
      return new proto.CheckResponse().setInputs(struct(inputs)).setFailuresList(failures);
    }),
    diff: method((request: proto.DiffRequest) => {
      const { token } = parts(request.getUrn());
      const olds = plain(request.getOldInputs() ?? request.getOlds());
      const { changes, replaces, deleteFirst } = aws().diff(token, olds, plain(request.getNews()));
      const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
      return new proto.DiffResponse()
        .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
        .setDiffsList(changes)
        .setReplacesList(replaces)
        .setDeletebeforereplace(replaces.length > 0 && deleteFirst);
    }),
    create: method(async (request: proto.CreateRequest) => {
      const { token } = parts(request.getUrn());
      const inputs = plain(request.getProperties());
      if (request.getPreview()) {
        return new proto.CreateResponse().setProperties(struct(aws().preview(token, inputs)));
      }
      const { id, outputs } = await aws().create(token, inputs);
      return new proto.CreateResponse().setId(id).setProperties(struct(outputs));
    }),
    update: method(async (request: proto.UpdateRequest) => {
      const { token } = parts(request.getUrn());
      const inputs = plain(request.getNews());
      const outputs = request.getPreview()
        ? aws().preview(token, inputs, plain(request.getOlds()))
        : (await aws().update(token, request.getId(), inputs)).outputs;
      return new proto.UpdateResponse().setProperties(struct(outputs));
    }),
    read: method((request: proto.ReadRequest) => {
      const found = aws().read(parts(request.getUrn()).token, request.getId());
      return found === undefined ? new proto.ReadResponse() : readResponse(found);
    }),
    delete: method(async (request: proto.DeleteRequest) => {
      await aws().delete(parts(request.getUrn()).token, request.getId());
      return new Empty();
    }),
    invoke: method((request: proto.InvokeRequest) => {
      const result = aws().invoke(request.getTok(), plain(request.getArgs()));
      return new proto.InvokeResponse().setReturn(struct(result));
    }),
    call: unimplemented,
    construct: unimplemented,
    list: unimplemented,
    cancel: method(() => new Empty()),
    attach: method(() => new Empty()),
    getPluginInfo: method(() => new PluginInfo().setVersion(pluginVersion)),
    getMapping: method(() => new proto.GetMappingResponse()),
    getMappings: method(() => new proto.GetMappingsResponse()),
  };
}

function readResponse({ id, outputs, inputs }: StoredResource): proto.ReadResponse {
  return new proto.ReadResponse().setId(id).setProperties(struct(outputs)).setInputs(struct(inputs));
}
