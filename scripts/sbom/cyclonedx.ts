import type { LockedComponent } from "./components.ts";

/** The deployment's bill of materials, CycloneDX 1.6; the same packages give the same document. */
export function cycloneDx(application: { name: string; version: string }, components: readonly LockedComponent[]) {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "application", "bom-ref": purl(application), ...application },
      tools: { components: [{ type: "application", name: `${application.name} sbom` }] },
    },
    components: components.map(({ name, version, integrity, license }) => ({
      type: "library",
      "bom-ref": purl({ name, version }),
      name,
      version,
      purl: purl({ name, version }),
      ...(license === null
        ? {}
        : { licenses: [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }] }),
      ...(integrity === null ? {} : { hashes: [hashOf(integrity)] }),
    })),
  };
}

function purl({ name, version }: { name: string; version: string }): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** npm's `sha512-<base64>` as CycloneDX has it: algorithm and hex. */
function hashOf(integrity: string): { alg: string; content: string } {
  const [algorithm = "", base64 = ""] = (integrity.split(" ")[0] ?? "").split("-", 2);
  return {
    alg: algorithm.toUpperCase().replace("SHA", "SHA-"),
    content: Buffer.from(base64, "base64").toString("hex"),
  };
}
