using System.Text.Json.Nodes;
using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Entities;

/// <summary>What a record says of our right to change its fields.</summary>
public sealed class FieldRightTests
{
    private const string Field = "\"UserDefinedFields.SuperOffice:84\":";

    [Theory]
    [InlineData("{" + Field + """{"FieldRight":{"Mask":"Read","Reason":"Not yours"}}}""", true)]
    [InlineData("{" + Field + """{"FieldRight":{"Mask":"None"}}}""", true)]
    [InlineData("{" + Field + """{"FieldRight":{"Mask":"read,UIHintReadOnly, nullable"}}}""", true)]
    [InlineData("""{"CustomFields.SuperOffice:84":{"FieldRight":{"Mask":"Read"}}}""", true)]
    [InlineData("{" + Field + """{"FieldRight":{"Mask":"Update, UIHintMandatory"}}}""", false)]
    [InlineData("{" + Field + """{"FieldRight":{"Mask":"Read, Write"}}}""", false)]
    [InlineData("{" + Field + """{"FieldRight":{"Mask":"FULL"}}}""", false)]
    // What is a hint alone, not known, odd or not there is for the answer to the change to tell.
    [InlineData("{" + Field + """{"FieldRight":{"Mask":"UIHintReadOnly"}}}""", false)]
    [InlineData("{" + Field + """{"FieldRight":{"Mask":"Read, SomethingNew"}}}""", false)]
    [InlineData("{" + Field + """{"FieldRight":{"Mask":""}}}""", false)]
    [InlineData("{" + Field + """{"FieldRight":{"Mask":7}}}""", false)]
    [InlineData("{" + Field + """{"FieldRight":{}}}""", false)]
    [InlineData("{" + Field + """{"FieldRight":null}}""", false)]
    [InlineData("{" + Field + """7}""", false)]
    [InlineData("""{"SuperOffice:84":{"FieldRight":{"Mask":"Read"}}}""", false)]
    [InlineData("""{"Name":{"FieldRight":{"Mask":"Read"}}}""", false)]
    [InlineData("{}", false)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public async Task A_field_may_be_changed_unless_its_FieldRight_knows_other_rights_only(string fieldProperties, bool readOnly)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        foreach (var (record, read) in (IEnumerable<(string, Func<Task<IReadOnlySet<string>?>>)>)
        [
            (Records.Contact(), async () => (await host.Client.GetContactAsync(4711, TestContext.Current.CancellationToken))?.ReadOnlyFields),
            (Records.Person(), async () => (await host.Client.GetPersonAsync(981, TestContext.Current.CancellationToken))?.ReadOnlyFields),
        ])
        {
            var answer = JsonNode.Parse(record)!.AsObject();
            answer.Remove("FieldProperties");
            if (fieldProperties.Length > 0)
            {
                answer["FieldProperties"] = JsonNode.Parse(fieldProperties);
            }

            responder.Api = context => Responder.Json(context, 200, answer.ToJsonString());

            Assert.Equal(readOnly ? ["SuperOffice:84"] : [], (await read())!);
        }
    }
}
