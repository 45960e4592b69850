// Prints what is wrong with an AsyncAPI document, and the names of its messages as a report.
import { fromFile, Parser } from '@asyncapi/parser';

const [file] = process.argv.slice(2);
const { document, diagnostics } = await fromFile(new Parser(), file).parse();
// 0 is an error and 1 a warning; the others are advice, for example that there is a newer version of AsyncAPI.
const faults = diagnostics.filter(({ severity }) => severity <= 1);
for (const { code, message, path } of faults) {
  console.log(code, message, path.join('/'));
}
const messages = document?.messages().all() ?? [];
console.log(JSON.stringify(messages.map((message) => message.name())));
process.exit(faults.length === 0 ? 0 : 1);
