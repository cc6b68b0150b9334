import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as monitor from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { answers, computedOutputs } from "./computed-outputs";
import type { PlannedResource } from "./plan";
import { shown, unwrapped, valuesOf, type Values } from "./values";

/** What the program asked for and said. */
export interface Recording {
  readonly resources: PlannedResource[];
  outputs: Values;
  readonly messages: { readonly severity: engine.LogSeverity; readonly text: string }[];
}

type Unary<Request, Response> = grpc.handleUnaryCall<Request, Response>;

/** Answers a request with what the function returns; an error of the function is the caller's. */
function unary<Request, Response>(answer: (request: Request) => Response): Unary<Request, Response> {
  return (call, callback) => {
    try {
      callback(null, answer(call.request));
    } catch (error) {
      callback({ code: grpc.status.INTERNAL, message: (error as Error).message });
    }
  };
}

/**
 * An engine that creates nothing: it writes down what a program asks for and answers as if all of it had been made, or,
 * with `unknown`, as the preview of a new stack, in which nothing is known that a cloud computes.
 */
export function recordingServer(
  stack: string,
  project: string,
  unknown: boolean,
): { server: grpc.Server; recording: Recording } {
  const recording: Recording = { resources: [], outputs: {}, messages: [] };
  const server = new grpc.Server();
  server.addService(ResourceMonitorService, {
    ...refusals(ResourceMonitorService),
    supportsFeature: unary(supportsFeature),
    registerResource: unary((request: monitor.RegisterResourceRequest) =>
      register(recording, urnMaker(stack, project), unknown, request),
    ),
    registerResourceOutputs: unary((request: monitor.RegisterResourceOutputsRequest) => {
      if (request.getUrn().includes("::pulumi:pulumi:Stack::")) {
        recording.outputs = shown(valuesOf(request.getOutputs())) as Values;
      }
      return new Empty();
    }),
    invoke: unary(invoke),
    signalAndWaitForShutdown: unary(() => new Empty()),
  });
  server.addService(EngineService, engineHandlers(recording));
  return { server, recording };
}

function engineHandlers(recording: Recording): grpc.UntypedServiceImplementation {
  let root = "";
  return {
    ...refusals(EngineService),
    log: unary((request: engine.LogRequest) => {
      recording.messages.push({ severity: request.getSeverity(), text: request.getMessage().trim() });
      return new Empty();
    }),
    getRootResource: unary(() => {
      const response = new engine.GetRootResourceResponse();
      response.setUrn(root);
      return response;
    }),
    setRootResource: unary((request: engine.SetRootResourceRequest) => {
      root = request.getUrn();
      return new engine.SetRootResourceResponse();
    }),
  };
}

/** A call that this engine does not know is an error with its name, not a program that waits. */
function refusals(service: grpc.ServiceDefinition): grpc.UntypedServiceImplementation {
  return Object.fromEntries(
    Object.keys(service).map((name) => [
      name,
      (_: unknown, callback: grpc.sendUnaryData<unknown>) =>
        callback({ code: grpc.status.UNIMPLEMENTED, message: `the plan's engine has no ${name}` }),
    ]),
  );
}

/** All that newer programs may ask for, but values wrapped as outputs and changes by the engine itself. */
function supportsFeature(request: monitor.SupportsFeatureRequest): monitor.SupportsFeatureResponse {
  const response = new monitor.SupportsFeatureResponse();
  response.setHassupport(!["outputValues", "transforms", "invokeTransforms"].includes(request.getId()));
  return response;
}

function invoke(request: monitor.ResourceInvokeRequest): provider.InvokeResponse {
  const response = new provider.InvokeResponse();
  const given = unwrapped(valuesOf(request.getArgs())) as Values;
  response.setReturn(Struct.fromJavaScript(answers(request.getTok(), given) as never));
  return response;
}

type UrnMaker = (parent: string, type: string, name: string) => string;

function urnMaker(stack: string, project: string): UrnMaker {
  return (parent, type, name) => {
    const [, , ancestry = ""] = parent.split("::");
    const isRoot = ancestry === "" || ancestry === "pulumi:pulumi:Stack";
    return ["urn:pulumi:" + stack, project, isRoot ? type : `${ancestry}$${type}`, name].join("::");
  };
}

/** `type::name` of a URN, of a provider's reference (`urn::id`) too. */
function shortName(urn: string): string {
  const [, , ancestry = "", name = ""] = urn.split("::");
  return ancestry === "" ? "" : `${ancestry.split("$").at(-1) ?? ""}::${name}`;
}

function register(
  recording: Recording,
  urn: UrnMaker,
  unknown: boolean,
  request: monitor.RegisterResourceRequest,
): monitor.RegisterResourceResponse {
  const [type, name] = [request.getType(), request.getName()];
  const inputs = valuesOf(request.getObject());
  recording.resources.push({
    type,
    name,
    parent: shortName(request.getParent()),
    provider: shortName(request.getProvider()),
    dependencies: request.getDependenciesList().map(shortName).sort(),
    custom: request.getCustom(),
    protect: request.getProtect() === true,
    ignoreChanges: request.getIgnorechangesList(),
    inputs: shown(inputs) as Values,
  });
  const response = new monitor.RegisterResourceResponse();
  response.setUrn(urn(request.getParent(), type, name));
  if (request.getCustom() && !unknown) response.setId(`${name}-id`);
  const computed = unknown ? {} : computedOutputs(type, name, unwrapped(inputs) as Values);
  response.setObject(Struct.fromJavaScript({ ...inputs, ...computed } as never));
  return response;
}
