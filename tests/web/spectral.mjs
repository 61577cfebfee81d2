// Applies the rules `spectral:oas` to OpenAPI documents, given as paths of JSON files.
// Prints the codes of the rules that each one breaks, one line for each document.
import { readFileSync } from "node:fs";
import spectralCore from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";

const spectral = new spectralCore.Spectral();
spectral.setRuleset({ extends: [[rulesets.oas, "recommended"]] });
for (const path of process.argv.slice(2)) {
    const findings = await spectral.run(JSON.parse(readFileSync(path, "utf8")));
    console.log(findings.map(({ code, path }) => `${code} at ${path.join(".")}`).join(", "));
}
