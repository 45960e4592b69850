/** What the OpenAPI and AsyncAPI documents promise, compared with what the service sends and with the tools that read them. */
package dev.roomscribe.contract;
