#!/usr/bin/env node
// `npm run cost`: runs the bundle in this process; makes it first when it is missing or stale.
import { bundle, isFresh, makeBundle } from "./cost-bundle.mjs";
import { requireModules } from "./modules.mjs";

requireModules();
if (!isFresh()) await makeBundle();
await import(bundle);
