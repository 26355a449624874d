import ihe.iti.xds_b._2007.*;
import ihe.iti.xds_b._2007.RetrieveDocumentSetResponseType.DocumentResponse;
import java.io.File;
import java.net.URL;
import java.nio.file.*;
import java.util.*;
import javax.activation.DataHandler;
import javax.activation.FileDataSource;
import javax.xml.bind.JAXBContext;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.WebServiceFeature;
import javax.xml.ws.handler.MessageContext;
import javax.xml.ws.soap.AddressingFeature;
import javax.xml.ws.soap.MTOMFeature;
import javax.xml.ws.soap.SOAPFaultException;
import oasis.names.tc.ebxml_regrep.xsd.lcm._3.SubmitObjectsRequest;
import oasis.names.tc.ebxml_regrep.xsd.query._3.*;
import oasis.names.tc.ebxml_regrep.xsd.rim._3.*;
import oasis.names.tc.ebxml_regrep.xsd.rs._3.RegistryError;
import oasis.names.tc.ebxml_regrep.xsd.rs._3.RegistryResponseType;

/** The calls of the flow; see the script "client" beside this file. */
public final class Client {
    private static final String UNIQUE_ID = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
    private static final String FIND_DOCUMENTS = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";

    public static void main(String[] arguments) throws Exception {
        String base = arguments[0];
        String document = arguments[1];
        String metadata = arguments[2];
        String patient = arguments[3];
        String repositoryId = arguments[4];
        String uniqueId = arguments[5];
        String out = arguments[6];
        WebServiceFeature[] features = {new MTOMFeature(true, 0), new AddressingFeature(true)};
        DocumentRepositoryPortType repository =
            new DocumentRepositoryService(new URL(base + "/repository?wsdl")).getDocumentRepositoryPortSoap12(features);
        DocumentRegistryPortType registry =
            new DocumentRegistryService(new URL(base + "/registry?wsdl")).getDocumentRegistryPortSoap12(new AddressingFeature(true));

        ProvideAndRegisterDocumentSetRequestType provide = new ProvideAndRegisterDocumentSetRequestType();
        provide.setSubmitObjectsRequest((SubmitObjectsRequest) JAXBContext.newInstance(SubmitObjectsRequest.class)
            .createUnmarshaller().unmarshal(new File(metadata)));
        ProvideAndRegisterDocumentSetRequestType.Document part = new ProvideAndRegisterDocumentSetRequestType.Document();
        part.setId("Document01");
        part.setValue(new DataHandler(new FileDataSource(document)));
        provide.getDocument().add(part);
        RegistryResponseType registered = repository.documentRepositoryProvideAndRegisterDocumentSetB(provide);
        boolean mtom = contentType(repository).startsWith("multipart/related");

        List<String> leaf = new ArrayList<>();
        for (IdentifiableType object : find(registry, "LeafClass", patient)) {
            ExtrinsicObjectType entry = (ExtrinsicObjectType) object;
            String id = "";
            for (ExternalIdentifierType identifier : entry.getExternalIdentifier()) {
                if (identifier.getIdentificationScheme().equals(UNIQUE_ID)) id = identifier.getValue();
            }
            String size = "";
            for (SlotType1 slot : entry.getSlot()) {
                if (slot.getName().equals("size")) size = slot.getValueList().getValue().get(0);
            }
            leaf.add("{\"unique_id\":" + json(id) + ",\"title\":" + json(entry.getName().getLocalizedString().get(0).getValue())
                     + ",\"size\":" + json(size) + "}");
        }
        List<String> refs = new ArrayList<>();
        for (IdentifiableType object : find(registry, "ObjectRef", patient)) refs.add(json(((ObjectRefType) object).getId()));

        RetrieveDocumentSetResponseType answer = retrieve(repository, repositoryId, uniqueId);
        DocumentResponse retrieved = answer.getDocumentResponse().get(0);
        try (java.io.OutputStream file = Files.newOutputStream(Paths.get(out))) {
            retrieved.getDocument().writeTo(file);
        }
        mtom = mtom && contentType(repository).startsWith("multipart/related");
        RegistryError unknown = retrieve(repository, repositoryId, "1.2.3.4.5").getRegistryResponse().getRegistryErrorList()
            .getRegistryError().get(0);

        ((BindingProvider) registry).getRequestContext()
            .put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, base + "/repository");
        String fault;
        try {
            fault = "no fault: " + find(registry, "ObjectRef", patient).size();
        } catch (SOAPFaultException error) {
            fault = error.getFault().getFaultString();
        }
        System.out.println("{\"stack\":\"jaxws-ri\",\"mtom\":" + mtom + ",\"registered\":" + json(registered.getStatus())
            + ",\"leaf\":" + leaf + ",\"refs\":" + refs + ",\"retrieved\":{\"status\":"
            + json(answer.getRegistryResponse().getStatus()) + ",\"mimeType\":" + json(retrieved.getMimeType())
            + "},\"error\":{\"errorCode\":" + json(unknown.getErrorCode()) + ",\"codeContext\":" + json(unknown.getCodeContext())
            + "},\"fault\":" + json(fault) + "}");
    }

    private static List<IdentifiableType> find(DocumentRegistryPortType registry, String returnType, String patient) {
        ResponseOptionType option = new ResponseOptionType();
        option.setReturnType(ReturnTypeType.fromValue(returnType));
        option.setReturnComposedObjects(true);
        AdhocQueryType query = new AdhocQueryType();
        query.setId(FIND_DOCUMENTS);
        query.getSlot().add(slot("$XDSDocumentEntryPatientId", "'" + patient + "'"));
        query.getSlot().add(slot("$XDSDocumentEntryStatus", "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')"));
        AdhocQueryRequest request = new AdhocQueryRequest();
        request.setResponseOption(option);
        request.setAdhocQuery(query);
        return registry.documentRegistryRegistryStoredQuery(request).getRegistryObjectList()
            .getObjectRefOrExtrinsicObjectOrRegistryPackage();
    }

    private static RetrieveDocumentSetResponseType retrieve(DocumentRepositoryPortType repository, String repositoryId,
                                                            String uniqueId) {
        DocumentRequest wanted = new DocumentRequest();
        wanted.setRepositoryUniqueId(repositoryId);
        wanted.setDocumentUniqueId(uniqueId);
        RetrieveDocumentSetRequestType request = new RetrieveDocumentSetRequestType();
        request.getDocumentRequest().add(wanted);
        return repository.documentRepositoryRetrieveDocumentSet(request);
    }

    private static SlotType1 slot(String name, String value) {
        SlotType1 slot = new SlotType1();
        slot.setName(name);
        slot.setValueList(new ValueListType());
        slot.getValueList().getValue().add(value);
        return slot;
    }

    @SuppressWarnings("unchecked")
    private static String contentType(Object port) {
        Map<String, List<String>> fields = (Map<String, List<String>>)
            ((BindingProvider) port).getResponseContext().get(MessageContext.HTTP_RESPONSE_HEADERS);
        for (Map.Entry<String, List<String>> field : fields.entrySet()) {
            if ("Content-Type".equalsIgnoreCase(field.getKey())) return field.getValue().get(0);
        }
        return "";
    }

    private static String json(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    private Client() {}
}
