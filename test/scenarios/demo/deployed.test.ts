import { deployedResources, longestText, readDeployed } from "../../../scenarios/demo/deployed";

const urn = (type: string, name: string) => `urn:pulumi:local::acm::acm:index:AcmStack$${type}::${name}`;
const configMap = "kubernetes:core/v1:ConfigMap";
const secret = "kubernetes:core/v1:Secret";
const encrypted = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };

test("resources keep their inputs, but for secrets, long texts and the provider's own notes", () => {
  const long = "x".repeat(longestText + 1);
  const resources = deployedResources({
    resources: [
      { urn: urn("pulumi:pulumi:Stack", "acm-local"), type: "pulumi:pulumi:Stack" },
      { urn: urn("pulumi:providers:kubernetes", "cluster"), type: "pulumi:providers:kubernetes", custom: true },
      { urn: urn(configMap, "old"), type: configMap, custom: true, delete: true, inputs: {} },
      {
        urn: urn(configMap, "files"),
        type: configMap,
        custom: true,
        inputs: { __defaults: [], data: { short: "a", long, password: encrypted }, list: [{ value: encrypted }] },
      },
      { urn: urn(secret, "user"), type: secret, custom: true, inputs: { stringData: { password: "plain" } } },
    ],
  });
  expect(resources.map(({ name }) => name)).toEqual(["files", "user"]);
  const [files, user] = resources;
  expect(files?.inputs).toEqual({
    data: {
      short: "a",
      long: expect.stringMatching(/^\[10001 characters, SHA-256 [0-9a-f]{64}\]$/),
      password: "[secret]",
    },
    list: [{ value: "[secret]" }],
  });
  expect(user?.inputs).toEqual({ stringData: { password: "[secret]" } });
});

test("a state that cannot be read ends no demonstration", async () => {
  await expect(readDeployed({ exportStack: () => Promise.reject(new Error("locked")) })).resolves.toBeUndefined();
  await expect(
    readDeployed({ exportStack: () => Promise.resolve({ version: 3, deployment: { resources: "none" } }) }),
  ).resolves.toBeUndefined();
});
