/** Returns the address in API_ENDPOINT without a slash at its end as `address`, or as `problem` what is wrong with it. */
export function apiEndpoint(environment) {
  const text = environment.API_ENDPOINT;
  const how =
    'Set it to the address that ./workshop up prints, or to the output ApiEndpoint of cdk deploy, for example\n' +
    '  API_ENDPOINT=http://127.0.0.1:8080 npx artillery run loadtest.yml';
  if (!text) {
    return { problem: `API_ENDPOINT is not set. ${how}` };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return { problem: `API_ENDPOINT is ${JSON.stringify(text)}, which is no http or https address. ${how}` };
  }
  return { address: text.replace(/\/+$/, '') };
}
