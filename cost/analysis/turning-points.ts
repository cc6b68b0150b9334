import { decimal, decimalText } from "../formula";
import type { Option, OptionId, ParameterSet } from "../model";
import { parametersWith, totalWith } from "./changes";
import { ratio, ratioDigits } from "./differences";
import { instanceSizes } from "./instance-sizes";
import type { AnalysisRequest, BreakEven, InstanceTypeTurn, TurningPoints } from "./model";

const machines: OptionId = "virtual-machines";
const typePath = "virtualMachines.instanceType";

/** Where the baseline stops being cheaper: by type and price of machines, and by utilisation of the servers. */
export function turningPoints(request: AnalysisRequest, baseline: Option, breakEven: BreakEven): TurningPoints {
  const { comparison, parameters } = request;
  const option = comparison.options.find(({ id }) => id === machines);
  const others = option === undefined || baseline.id === machines ? undefined : option;
  const hour = others === undefined ? undefined : machineHour(others, baseline);
  const utilisation = utilisationPercent(parameters);
  return {
    baseline: baseline.id,
    instanceTypes: others === undefined ? [] : instanceTypes(request, others, baseline),
    ...(hour === undefined ? {} : { machineHourUsd: hour }),
    utilisation: utilisation === undefined ? [] : utilisations(breakEven, utilisation),
    ...(utilisation === undefined ? {} : { currentUtilisationPercent: utilisation }),
  };
}

function instanceTypes({ parameters, compare }: AnalysisRequest, option: Option, baseline: Option): InstanceTypeTurn[] {
  const current = parameters.text(typePath);
  const rows = Object.entries(instanceSizes).flatMap(([instanceType, [vcpu, memoryGib]]): InstanceTypeTurn[] => {
    const other =
      instanceType === current
        ? option
        : compare(parametersWith(parameters, { [typePath]: instanceType })).options.find(({ id }) => id === machines);
    // No price for it in this region: nothing is said about it.
    if (other === undefined) return [];
    const difference = decimal(other.monthlyUsd).minus(decimal(baseline.monthlyUsd));
    return [
      {
        instanceType,
        vcpu,
        memoryGib,
        monthlyUsd: other.monthlyUsd,
        differenceUsd: decimalText(difference),
        cheaperThanBaseline: difference.isNegative() && !difference.isZero(),
        current: instanceType === current,
      },
    ];
  });
  return rows.sort((a, b) => decimal(a.monthlyUsd).cmp(decimal(b.monthlyUsd)));
}

/** The hour's price enters the total as a factor: two totals give the price at which it meets the baseline. */
function machineHour(option: Option, baseline: Option): { current: string; turnsAt: string } | undefined {
  const prices = option.lines.flatMap((line) => Object.values(line.prices));
  const price = prices.find(({ key }) => key.startsWith("ec2."));
  const current = price?.tiers[0]?.usd;
  if (price === undefined || current === undefined) return undefined;
  const without = decimal(totalWith(option, { prices: { [price.key]: "0" } }));
  const share = decimal(option.monthlyUsd).minus(without);
  const room = decimal(baseline.monthlyUsd).minus(without);
  if (share.isZero() || room.isNegative()) return undefined;
  return { current, turnsAt: decimalText(decimal(current).times(room).div(share).toSignificantDigits(ratioDigits)) };
}

function utilisationPercent(parameters: ParameterSet): string | undefined {
  const busy = parameters.optional("onPremises.busyCores");
  if (busy === undefined) return undefined;
  const all = decimal(parameters.text("onPremises.servers")).times(
    decimal(parameters.text("onPremises.coresPerServer")),
  );
  return ratio(busy.value, decimalText(all), "100");
}

/** The servers cost the same however busy they are, so a break-even load is a break-even utilisation. */
function utilisations({ pairs, current }: BreakEven, percent: string): TurningPoints["utilisation"] {
  return pairs.flatMap(({ options, crossings }) => {
    const [first] = crossings;
    if (options[0] !== "on-premises" || first === undefined) return [];
    const share = ratio(first.eventsPerDay, current, percent);
    return share === undefined ? [] : [{ option: options[1], percent: share, eventsPerDay: first.eventsPerDay }];
  });
}
