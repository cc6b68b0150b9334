/** Debian packages of the tests in this folder, and what each is for; `npm run test:cluster` installs them. */
export const documentPackages: Readonly<Record<string, string>> = {
  "libreoffice-calc": "recalculates the workbook",
  chromium: "shows the pages",
};
