// The flow of run_client.py with the npm package soap: documents as MTOM parts, SOAP 1.2.
'use strict';
const fs = require('fs');
const https = require('https');
const path = require('path');

// Where `npm ci` put the packages of package-lock.json.
const packages = path.join(process.env.DMPGW_NODE_MODULES, 'soap');
const soap = require(packages);
const axios = require(require.resolve('axios', {paths: [packages]}));

const UNIQUE_ID = 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab';
const FIND_DOCUMENTS = 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d';

// A nested object of the case in the shape that soap takes.
function value(node) {
  if (node['#'] !== undefined || Object.keys(node).length === 0) return node['#'] || '';
  const out = {attributes: {}};
  for (const [name, inner] of Object.entries(node)) {
    if (name.startsWith('@')) out.attributes[name.slice(1)] = inner;
    else out[name] = inner.map(value);
  }
  return out;
}

const list = (item) => (item === undefined ? [] : Array.isArray(item) ? item : [item]);
const slot = (name, text) => ({attributes: {name}, ValueList: {Value: [text]}});

async function main(test) {
  const request = axios.create({httpsAgent: new https.Agent({ca: fs.readFileSync(test.ca)}), proxy: false});
  const open = (actor) => soap.createClientAsync(`${test.base}/${actor}?wsdl`, {
    request, wsdl_options: {request}, forceSoap12Headers: true, parseResponseAttachments: true});
  const repository = await open('repository');
  const registry = await open('registry');
  // The operations of a port by name; names with a hyphen have no promise form.
  const call = (client, operation, body, options = {}) => new Promise((resolve, reject) => {
    const [[service, {ports}]] = Object.entries(client.wsdl.services);
    const port = Object.keys(ports).find((name) => name.endsWith('_Port_Soap12') && ports[name].binding.methods[operation]);
    client[service][port][operation](body, (error, result, raw, header, sent, attachments) =>
      (error ? reject(error) : resolve({result, attachments})), options);
  });

  const registered = await call(repository, 'DocumentRepository_ProvideAndRegisterDocumentSet-b', {
    SubmitObjectsRequest: value(test.objects),
    Document: {attributes: {id: 'Document01'},
      $xml: '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:document@interop"/>'},
  }, {attachments: [{mimetype: 'text/xml', contentId: 'document@interop', name: 'document.xml',
    body: fs.readFileSync(test.document)}]});
  const mtom = /^multipart\/related/.test(repository.lastResponseHeaders['content-type']);

  const query = (returnType) => call(registry, 'DocumentRegistry_RegistryStoredQuery', {
    ResponseOption: {attributes: {returnType, returnComposedObjects: true}},
    AdhocQuery: {attributes: {id: FIND_DOCUMENTS}, Slot: [
      slot('$XDSDocumentEntryPatientId', `'${test.patient}'`),
      slot('$XDSDocumentEntryStatus', "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')")]},
  });
  const leaf = list((await query('LeafClass')).result.RegistryObjectList.ExtrinsicObject).map((entry) => ({
    unique_id: list(entry.ExternalIdentifier).map((i) => i.attributes)
      .find((i) => i.identificationScheme === UNIQUE_ID).value,
    title: list(entry.Name.LocalizedString)[0].attributes.value,
    size: list(list(entry.Slot).find((s) => s.attributes.name === 'size').ValueList.Value)[0],
  }));
  const refs = list((await query('ObjectRef')).result.RegistryObjectList.ObjectRef).map((ref) => ref.attributes.id);

  const retrieve = (uniqueId, options) => call(repository, 'DocumentRepository_RetrieveDocumentSet', {
    DocumentRequest: [{RepositoryUniqueId: test.repository, DocumentUniqueId: uniqueId}]}, options);
  const answer = await retrieve(test.unique_id, {forceMTOM: true});
  const [document] = list(answer.result.DocumentResponse);
  if (answer.attachments.parts.length !== 1) throw new Error('the document is no MTOM part of its own');
  fs.writeFileSync(test.out, answer.attachments.parts[0].body);
  const unknown = list((await retrieve('1.2.3.4.5')).result.RegistryResponse.RegistryErrorList.RegistryError)[0].attributes;

  registry.setEndpoint(`${test.base}/repository`);
  const fault = await query('ObjectRef').then(
    (got) => `no fault: ${JSON.stringify(got.result)}`,
    (error) => list(error.root.Envelope.Body.Fault.Reason.Text).map((text) => text.$value || text).join(' '));
  return {
    stack: `node-soap ${require(path.join(packages, 'package.json')).version}`, mtom,
    registered: registered.result.attributes.status, leaf, refs,
    retrieved: {status: answer.result.RegistryResponse.attributes.status, mimeType: document.mimeType},
    error: {errorCode: unknown.errorCode, codeContext: unknown.codeContext}, fault,
  };
}

main(JSON.parse(fs.readFileSync(process.argv[process.argv.length - 1]))).then(
  (told) => console.log(JSON.stringify(told)),
  (error) => {
    console.error(error);
    process.exit(1);
  });
