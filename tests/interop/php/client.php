<?php
// The flow of run_client.py with PHP's SoapClient, SOAP 1.2. It knows no MTOM: the document goes inline.
declare(strict_types=1);

const UNIQUE_ID = 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab';
const LISTS = ['Slot', 'Value', 'Classification', 'ExternalIdentifier', 'LocalizedString',
    'ExtrinsicObject', 'RegistryPackage', 'Association'];
const FIND_DOCUMENTS = 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d';

function as_list(mixed $item): array
{
    return $item === null ? [] : (is_array($item) ? $item : [$item]);
}

// A nested object of the case in the shape that SoapClient takes.
function value(array $node): array|string
{
    if (isset($node['#'])) {
        return $node['#'];
    }
    $out = [];
    foreach ($node as $name => $inner) {
        if (is_array($inner)) {
            $out[$name] = in_array($name, LISTS, true) ? array_map(value(...), $inner) : value($inner[0]);
        } else {
            $out[ltrim($name, '@')] = $inner;
        }
    }
    return $out;
}

function slot(string $name, string $value): array
{
    return ['name' => $name, 'ValueList' => ['Value' => [$value]]];
}

function main(array $test): array
{
    $open = fn (string $actor): SoapClient => new SoapClient("{$test['base']}/$actor?wsdl", [
        'soap_version' => SOAP_1_2, 'cache_wsdl' => WSDL_CACHE_NONE, 'exceptions' => true, 'keep_alive' => false,
        'stream_context' => stream_context_create(['ssl' => [
            'cafile' => $test['ca'], 'verify_peer' => true, 'verify_peer_name' => true]]),
    ]);
    $repository = $open('repository');
    $registry = $open('registry');

    $registered = $repository->__soapCall('DocumentRepository_ProvideAndRegisterDocumentSet-b', [[
        'SubmitObjectsRequest' => ['RegistryObjectList' => value($test['objects']['RegistryObjectList'][0])],
        'Document' => [['_' => file_get_contents($test['document']), 'id' => 'Document01']],
    ]]);

    $query = fn (string $returnType): object => $registry->DocumentRegistry_RegistryStoredQuery([
        'ResponseOption' => ['returnType' => $returnType, 'returnComposedObjects' => true],
        'AdhocQuery' => ['id' => FIND_DOCUMENTS, 'Slot' => [
            slot('$XDSDocumentEntryPatientId', "'{$test['patient']}'"),
            slot('$XDSDocumentEntryStatus', "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')")]],
    ]);
    $leaf = [];
    foreach (as_list($query('LeafClass')->RegistryObjectList->ExtrinsicObject ?? null) as $entry) {
        $found = ['unique_id' => null, 'title' => as_list($entry->Name->LocalizedString)[0]->value, 'size' => null];
        foreach (as_list($entry->ExternalIdentifier) as $identifier) {
            if ($identifier->identificationScheme === UNIQUE_ID) {
                $found['unique_id'] = $identifier->value;
            }
        }
        foreach (as_list($entry->Slot) as $slot) {
            if ($slot->name === 'size') {
                $found['size'] = as_list($slot->ValueList->Value)[0];
            }
        }
        $leaf[] = $found;
    }
    $refs = array_map(fn ($ref) => $ref->id, as_list($query('ObjectRef')->RegistryObjectList->ObjectRef ?? null));

    $retrieve = fn (string $uniqueId): object => $repository->DocumentRepository_RetrieveDocumentSet([
        'DocumentRequest' => [['RepositoryUniqueId' => $test['repository'], 'DocumentUniqueId' => $uniqueId]]]);
    $answer = $retrieve($test['unique_id']);
    $document = as_list($answer->DocumentResponse)[0];
    file_put_contents($test['out'], $document->Document);
    $unknown = as_list($retrieve('1.2.3.4.5')->RegistryResponse->RegistryErrorList->RegistryError)[0];

    $registry->__setLocation("{$test['base']}/repository");
    try {
        $fault = 'no fault: ' . json_encode($query('ObjectRef'));
    } catch (SoapFault $error) {
        $fault = $error->getMessage();
    }
    return [
        'stack' => 'php ' . PHP_VERSION, 'mtom' => false, 'registered' => $registered->status, 'leaf' => $leaf, 'refs' => $refs,
        'retrieved' => ['status' => $answer->RegistryResponse->status, 'mimeType' => $document->mimeType],
        'error' => ['errorCode' => $unknown->errorCode, 'codeContext' => $unknown->codeContext], 'fault' => $fault,
    ];
}

ini_set('soap.wsdl_cache_enabled', '0');
echo json_encode(main(json_decode(file_get_contents($argv[count($argv) - 1]), true)), JSON_UNESCAPED_SLASHES), "\n";
