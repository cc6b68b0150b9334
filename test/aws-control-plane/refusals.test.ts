import { Account, eksToken, mskInputs, mskToken, vpcToken } from "./account";
import { NotActive } from "./control-plane";

let account: Account;

beforeEach(() => (account = new Account()));
afterEach(() => account.remove());

describe("MSK", () => {
  test.each([
    [{ kafkaVersion: "2.8.1" }, /Unsupported KafkaVersion \[2\.8\.1\].*3\.9\.x/],
    [{ numberOfBrokerNodes: 4 }, /multiple of the 3 subnets/],
  ])("refuses %j", async (more, message) => {
    const { subnets } = await account.network();
    await expect(account.aws.create(mskToken, mskInputs(subnets, more))).rejects.toThrow(message);
  });

  test("tells the addresses of the authentication that is on, and of no other", async () => {
    const { subnets } = await account.network();
    const outputs = await account.create(mskToken, mskInputs(subnets));
    expect(String(outputs["bootstrapBrokersSaslScram"]).split(",")).toHaveLength(3);
    expect(outputs["bootstrapBrokersSaslScram"]).toMatch(
      /^b-1\.acm\.\w{6}\.c2\.kafka\.eu-central-1\.amazonaws\.com:9096,/,
    );
    expect([outputs["bootstrapBrokers"], outputs["bootstrapBrokersTls"], outputs["bootstrapBrokersSaslIam"]]).toEqual([
      "",
      "",
      "",
    ]);
  });

  test("refuses properties that no MSK configuration can set, and counts revisions", async () => {
    const token = "aws:msk/configuration:Configuration";
    await expect(account.aws.create(token, { name: "x", serverProperties: "log.dirs=/tmp" })).rejects.toThrow(
      /"log\.dirs"/,
    );
    const { id, outputs } = await account.aws.create(token, { name: "x", serverProperties: "min.insync.replicas=2" });
    expect(outputs["latestRevision"]).toBe(1);
    const updated = await account.aws.update(token, id, { name: "x", serverProperties: "min.insync.replicas=1" });
    expect(updated.outputs["latestRevision"]).toBe(2);
  });

  test("takes a secret only with MSK's name prefix, a key of the customer, and a user in it", async () => {
    const { subnets } = await account.network();
    const clusterArn = await account.made(mskToken, mskInputs(subnets));
    const keyId = String((await account.create("aws:kms/key:Key", {}))["arn"]);
    const associate = async (name: string, kmsKeyId: string | undefined, secretString: string) => {
      const inputs = { name, ...(kmsKeyId === undefined ? {} : { kmsKeyId }) };
      const secretArn = await account.made("aws:secretsmanager/secret:Secret", inputs);
      await account.aws.create("aws:secretsmanager/secretVersion:SecretVersion", { secretId: secretArn, secretString });
      const token = "aws:msk/singleScramSecretAssociation:SingleScramSecretAssociation";
      return account.aws.create(token, { clusterArn, secretArn });
    };
    const user = JSON.stringify({ username: "acm", password: "secret" });
    await expect(associate("acm", keyId, user)).rejects.toThrow(/begin with AmazonMSK_/);
    await expect(associate("AmazonMSK_a", undefined, user)).rejects.toThrow(/customer managed KMS key/);
    await expect(associate("AmazonMSK_b", keyId, "acm:secret")).rejects.toThrow(/username and password/);
    await expect(associate("AmazonMSK_c", keyId, user)).resolves.toMatchObject({ hidden: { users: ["acm"] } });
  });
});

describe("injected failures", () => {
  test("a quota is counted over what exists, and names itself", async () => {
    account.aws.faults.write({ quotas: { [vpcToken]: 1 } });
    await account.create(vpcToken, { cidrBlock: "10.0.0.0/16" });
    await expect(account.aws.create(vpcToken, { cidrBlock: "10.1.0.0/16" })).rejects.toThrow(
      /VpcLimitExceeded.*reached: 1/,
    );
    account.aws.faults.write({});
    await expect(account.aws.create(vpcToken, { cidrBlock: "10.1.0.0/16" })).resolves.toBeDefined();
  });

  test("throttling is asked again, and seen only when it lasts", async () => {
    account.aws.faults.write({ throttled: { [vpcToken]: 3 } });
    await expect(account.aws.create(vpcToken, { cidrBlock: "10.0.0.0/16" })).resolves.toBeDefined();
    account.aws.faults.write({ throttled: { [vpcToken]: 99 } });
    await expect(account.aws.create(vpcToken, { cidrBlock: "10.1.0.0/16" })).rejects.toThrow(
      /ThrottlingException: Rate exceeded/,
    );
  });

  test("a cluster that does not become active exists, and the next update completes it", async () => {
    const { subnets } = await account.network();
    const inputs = await account.eksInputs(subnets);
    account.aws.faults.write({ stuck: [eksToken] });
    const error: unknown = await account.aws.create(eksToken, inputs).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(NotActive);
    expect(String(error)).toMatch(/timeout while waiting for state to become 'ACTIVE'/);
    const { resource } = error as NotActive;
    expect(account.aws.read(eksToken, resource.id)?.outputs["status"]).toBe("CREATING");
    expect((await account.aws.update(eksToken, resource.id, inputs)).outputs["status"]).toBe("ACTIVE");
  });

  test("what is protected is not deleted", async () => {
    const { subnets } = await account.network();
    const id = await account.made(eksToken, { ...(await account.eksInputs(subnets)), deletionProtection: true });
    await expect(account.aws.delete(eksToken, id)).rejects.toThrow(/deletion protection/);
  });
});
