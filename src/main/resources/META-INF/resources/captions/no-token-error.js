/** There is no token, because the page's token provider failed. */
export class NoTokenError extends Error {}
