import type { Exposure } from "../targets/target";

/** The host that a part is exposed as, `acm-<part>.<domain>`; undefined when nothing is exposed. */
export function exposedHost(part: string, exposure: Exposure): string | undefined {
  return exposure.ingressDomain === undefined ? undefined : `acm-${part}.${exposure.ingressDomain}`;
}

/** The spec of an Ingress that sends every path of a host to one port of a service. */
export function ingressSpec(host: string, service: string, portName: string, ingressClass?: string) {
  return {
    ...(ingressClass === undefined ? {} : { ingressClassName: ingressClass }),
    rules: [
      {
        host,
        http: {
          paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: service, port: { name: portName } } } }],
        },
      },
    ],
  };
}
