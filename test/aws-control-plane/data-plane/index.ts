import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { digits } from "../model";
import { brokerAddresses } from "./broker-settings";
import { Brokers } from "./kafka";

/** What stands behind the control plane, by a file that the test writes beside the account. Without it, nothing does. */
export interface PlaneSettings {
  /** The API server that is every EKS cluster's endpoint. */
  readonly kubernetes?: { readonly endpoint: string; readonly certificateAuthority: string };
  /** The real Kafka that is every MSK cluster; see kafka.ts. */
  readonly kafka?: { readonly libraries: string };
}

export const planesFile = "data-planes.json";

/** The real programs behind the resources. */
export class DataPlanes {
  private readonly settings: PlaneSettings;
  private readonly kafka: Brokers | undefined;

  constructor(folder: string) {
    const file = path.join(folder, planesFile);
    this.settings = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PlaneSettings) : {};
    this.kafka = this.settings.kafka === undefined ? undefined : new Brokers(this.settings.kafka.libraries);
  }

  kubernetes(name: string, region: string): { endpoint: string; certificateAuthority: string } {
    return (
      this.settings.kubernetes ?? {
        endpoint: `https://${digits(name, 32).toUpperCase()}.gr7.${region}.eks.amazonaws.com`,
        certificateAuthority: Buffer.from("no cluster stands behind this").toString("base64"),
      }
    );
  }

  /** Addresses of the real brokers; undefined when there are none. */
  brokers(): readonly string[] | undefined {
    return this.kafka === undefined ? undefined : brokerAddresses;
  }

  /** Starts the brokers, or restarts them one by one when their version or properties have changed. */
  async runKafka(version: string, properties: Readonly<Record<string, string>>): Promise<void> {
    await this.kafka?.run(version, properties);
  }

  async stopKafka(): Promise<void> {
    await this.kafka?.stop();
  }

  async setUser(name: string, password: string): Promise<void> {
    await this.kafka?.setUser(name, password);
  }

  async removeUser(name: string): Promise<void> {
    await this.kafka?.removeUser(name);
  }
}
