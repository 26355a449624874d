// The calls of the flow; see the script "client" beside this file. Bodies are the classes that the tool wsdl made,
// channels are those of WCF: SOAP 1.2 with WS-Addressing 1.0, a byte order mark, mustUnderstand on Action and To.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text;
using System.Xml;
using System.Xml.Serialization;

public static class Client
{
    const string Xds = "urn:ihe:iti:xds-b:2007";
    const string Lcm = "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0";
    const string Query = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
    const string Rs = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";
    const string Action = "urn:ihe:iti:2007:";
    const string DocumentUniqueId = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
    static readonly MessageVersion Soap12 = MessageVersion.Soap12WSAddressing10;
    const string FindDocuments = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";

    sealed class Body : BodyWriter
    {
        readonly object content;
        readonly XmlSerializer serializer;

        public Body(object content, string name, string ns) : base(true)
        {
            this.content = content;
            serializer = Serializer(content.GetType(), name, ns);
        }

        protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        {
            serializer.Serialize(writer, content);
        }
    }

    static XmlSerializer Serializer(Type type, string name, string ns)
    {
        return new XmlSerializer(type, new XmlRootAttribute(name) { Namespace = ns });
    }

    sealed class FaultException : Exception
    {
        public FaultException(string reason) : base(reason) { }
    }

    static T Call<T>(MessageVersion version, string address, string action, Body body, string name, string ns)
    {
        var encoding = new TextMessageEncodingBindingElement(version, Encoding.UTF8);
        encoding.ReaderQuotas.MaxStringContentLength = int.MaxValue;
        encoding.ReaderQuotas.MaxArrayLength = int.MaxValue;
        var transport = new HttpsTransportBindingElement { MaxReceivedMessageSize = int.MaxValue };
        // A channel below the service model: Mono's model takes every detail of a fault for one of its own.
        IChannelFactory<IRequestChannel> factory =
            new CustomBinding(encoding, transport).BuildChannelFactory<IRequestChannel>(new BindingParameterCollection());
        factory.Open();
        IRequestChannel channel = factory.CreateChannel(new EndpointAddress(address));
        channel.Open();
        Message request = Message.CreateMessage(version, action, body);
        if (version.Addressing != AddressingVersion.None)
        {
            request.Headers.To = new Uri(address);
            request.Headers.MessageId = new UniqueId();
            request.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
        }
        try
        {
            Message reply = channel.Request(request);
            if (reply.IsFault) throw new FaultException(MessageFault.CreateFault(reply, 1 << 20).Reason.ToString());
            return (T)Serializer(typeof(T), name, ns).Deserialize(reply.GetReaderAtBodyContents());
        }
        finally
        {
            channel.Close();
            factory.Close();
        }
    }

    static Registry.SlotType1 Slot(string name, string value)
    {
        return new Registry.SlotType1 { name = name, ValueList = new[] { value } };
    }

    static Registry.AdhocQueryResponse Find(MessageVersion version, string address, Registry.ReturnTypeType returnType,
                                            string patient)
    {
        var request = new Registry.AdhocQueryRequest {
            ResponseOption = new Registry.ResponseOptionType {
                returnType = returnType, returnTypeSpecified = true, returnComposedObjects = true, returnComposedObjectsSpecified = true },
            AdhocQuery = new Registry.AdhocQueryType { id = FindDocuments, Slot = new[] {
                Slot("$XDSDocumentEntryPatientId", "'" + patient + "'"),
                Slot("$XDSDocumentEntryStatus", "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')") } } };
        return Call<Registry.AdhocQueryResponse>(version, address, Action + "RegistryStoredQuery",
            new Body(request, "AdhocQueryRequest", Query), "AdhocQueryResponse", Query);
    }

    public sealed class RetrieveRequest
    {
        [XmlElement("DocumentRequest")]
        public Repository.DocumentRequest[] Requests;
    }

    static Repository.RetrieveDocumentSetResponseType Retrieve(string address, string repository, string uniqueId)
    {
        // The tool makes an array of the request, not a class: so it is one here.
        var request = new RetrieveRequest { Requests = new[] {
            new Repository.DocumentRequest { RepositoryUniqueId = repository, DocumentUniqueId = uniqueId } } };
        return Call<Repository.RetrieveDocumentSetResponseType>(Soap12, address, Action + "RetrieveDocumentSet",
            new Body(request, "RetrieveDocumentSetRequest", Xds), "RetrieveDocumentSetResponse", Xds);
    }

    static string Json(string text)
    {
        var json = new StringBuilder("\"");
        foreach (char c in text ?? "")
        {
            if (c == '"' || c == '\\') json.Append('\\').Append(c);
            else if (c < ' ') json.AppendFormat("\\u{0:x4}", (int)c);
            else json.Append(c);
        }
        return json.Append('"').ToString();
    }

    public static void Main(string[] arguments)
    {
        string registry = arguments[0] + "/registry", repository = arguments[0] + "/repository";
        string document = arguments[1], metadata = arguments[2], patient = arguments[3];
        string repositoryId = arguments[4], uniqueId = arguments[5], output = arguments[6];

        var provide = new Repository.ProvideAndRegisterDocumentSetRequestType {
            Document = new[] { new Repository.ProvideAndRegisterDocumentSetRequestTypeDocument {
                id = "Document01", Value = File.ReadAllBytes(document) } } };
        using (Stream file = File.OpenRead(metadata))
        {
            provide.SubmitObjectsRequest = (Repository.SubmitObjectsRequest)
                Serializer(typeof(Repository.SubmitObjectsRequest), "SubmitObjectsRequest", Lcm).Deserialize(file);
        }
        var registered = Call<Repository.RegistryResponseType>(Soap12, repository, Action + "ProvideAndRegisterDocumentSet-b",
            new Body(provide, "ProvideAndRegisterDocumentSetRequest", Xds), "RegistryResponse", Rs);

        IEnumerable<string> leaf = Find(Soap12, registry, Registry.ReturnTypeType.LeafClass, patient).RegistryObjectList
            .Cast<Registry.ExtrinsicObjectType>().Select(entry => string.Format("{{\"unique_id\":{0},\"title\":{1},\"size\":{2}}}",
                Json(entry.ExternalIdentifier.First(i => i.identificationScheme == DocumentUniqueId).value),
                Json(entry.Name[0].value), Json(entry.Slot.First(s => s.name == "size").ValueList[0])));
        IEnumerable<string> refs = Find(Soap12, registry, Registry.ReturnTypeType.ObjectRef, patient).RegistryObjectList
            .Cast<Registry.ObjectRefType>().Select(reference => Json(reference.id));

        var answer = Retrieve(repository, repositoryId, uniqueId);
        File.WriteAllBytes(output, answer.DocumentResponse[0].Document);
        var unknown = Retrieve(repository, repositoryId, "1.2.3.4.5").RegistryResponse.RegistryErrorList.RegistryError[0];

        // WCF reads no fault from a 400 (dotnet/wcf issue 4454), the status that SOAP 1.2 gives a Sender fault.
        string fault;
        try
        {
            fault = "no fault: " + Find(MessageVersion.Soap11, repository, Registry.ReturnTypeType.ObjectRef, patient).status;
        }
        catch (FaultException error)
        {
            fault = error.Message;
        }
        Console.WriteLine(
            "{{\"stack\":\"wcf\",\"mtom\":false,\"registered\":{0},\"leaf\":[{1}],\"refs\":[{2}],"
            + "\"retrieved\":{{\"status\":{3},\"mimeType\":{4}}},\"error\":{{\"errorCode\":{5},\"codeContext\":{6}}},\"fault\":{7}}}",
            Json(registered.status), string.Join(",", leaf), string.Join(",", refs), Json(answer.RegistryResponse.status),
            Json(answer.DocumentResponse[0].mimeType), Json(unknown.errorCode), Json(unknown.codeContext), Json(fault));
    }
}
