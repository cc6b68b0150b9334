import type { Architecture, CostLine, ParameterSet } from "../model";
import { inputsOf } from "./support";

const servers = { service: "Servers", region: "on-premises", prices: {}, unit: "month" } as const;
const purchase = {
  purchaseUsd: "onPremises.purchaseUsd",
  servers: "onPremises.servers",
  pricedServers: "onPremises.pricedServers",
  months: "onPremises.months",
} as const;
const warranty = { ...purchase, fraction: "onPremises.warrantyFraction", years: "onPremises.warrantyYears" } as const;
const total = "purchaseUsd * servers / pricedServers";

/** The customer's own servers, bought once and used for years (thesis 8.3.1), with what the thesis could not obtain as options. */
export const architecture: Architecture = {
  id: "on-premises",
  title: "On premises",
  kind: "compute",
  exclusions: [
    "database",
    "backup",
    "insurance and capital cost",
    "energy, space, network and staff unless they are given",
  ],
  lines: (parameters) => [
    {
      ...servers,
      id: "servers.purchase",
      resource: "purchase, spread over the months of use",
      basis: "assumption",
      inputs: inputsOf(parameters, purchase),
      quantity: "1",
      amount: `${total} / months`,
    },
    {
      ...servers,
      id: "servers.warranty",
      resource: "manufacturer's warranty",
      basis: "assumption",
      inputs: inputsOf(parameters, warranty),
      quantity: "1",
      amount: `${total} * fraction * years / months`,
    },
    ...running(parameters),
    ...truncation(parameters),
  ],
};

/** Costs beyond the thesis, each only when somebody knows it. */
function running(parameters: ParameterSet): CostLine[] {
  const known = (...paths: string[]) => paths.every((path) => parameters.optional(path) !== undefined);
  const line = { region: "on-premises", prices: {}, basis: "assumption" } as const;
  return [
    ...(known("onPremises.powerKw", "onPremises.usdPerKwh")
      ? [
          {
            ...line,
            id: "energy",
            service: "Energy",
            resource: "servers and cooling",
            unit: "kWh",
            inputs: inputsOf(parameters, {
              kw: "onPremises.powerKw",
              usdPerKwh: "onPremises.usdPerKwh",
              hours: "hoursPerMonth",
            }),
            quantity: "kw * hours",
            amount: "quantity * usdPerKwh",
          },
        ]
      : []),
    ...(["space", "network"] as const)
      .filter((what) => known(`onPremises.${what}UsdPerMonth`))
      .map((what) => ({
        ...line,
        id: what,
        service: what === "space" ? "Space" : "Network",
        resource: "computer centre",
        unit: "month",
        inputs: inputsOf(parameters, { usdPerMonth: `onPremises.${what}UsdPerMonth` }),
        quantity: "1",
        amount: "usdPerMonth",
      })),
    ...(known("onPremises.staffHoursPerMonth", "onPremises.staffUsdPerHour")
      ? [
          {
            ...line,
            id: "staff",
            service: "Staff",
            resource: "operation",
            unit: "hour",
            inputs: inputsOf(parameters, {
              staffHours: "onPremises.staffHoursPerMonth",
              usdPerHour: "onPremises.staffUsdPerHour",
            }),
            quantity: "staffHours",
            amount: "quantity * usdPerHour",
          },
        ]
      : []),
  ];
}

function truncation(parameters: ParameterSet): CostLine[] {
  if (!parameters.flag("thesis.truncateOnPremises")) return [];
  return [
    {
      ...servers,
      id: "servers.truncation",
      resource: "cents cut off, as the thesis prints it",
      basis: "assumption",
      inputs: inputsOf(parameters, warranty),
      where: { exact: `${total} * (1 + fraction * years) / months` },
      quantity: "1",
      amount: "floor(exact * 100) / 100 - exact",
      note: "352,000 / 60 is 5,866.666…, printed as 5,866.66 (8.3.1); rounded half up it would be 5,866.67.",
    },
  ];
}
