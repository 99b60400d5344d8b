using System.Text.Json.Nodes;
using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Entities;

/// <summary>What a record says of our right to change it.</summary>
public sealed class TableRightTests
{
    [Theory]
    [InlineData("""{"Mask":"None","Reason":""}""", false)]
    [InlineData("""{"Mask":"Select","Reason":"Not yours"}""", false)]
    [InlineData("""{"Mask":"Select, Filtering"}""", false)]
    [InlineData("""{"Mask":"select,insert,DELETE"}""", false)]
    [InlineData("""{"Mask":"R"}""", false)]
    [InlineData("""{"Mask":"RI"}""", false)]
    [InlineData("""{"Mask":"RF"}""", false)]
    [InlineData("""{"Mask":"F"}""", false)]
    [InlineData("""{"Mask":"FI"}""", false)]
    [InlineData("""{"Mask":"FULL"}""", true)]
    [InlineData("""{"Mask":"Full"}""", true)]
    [InlineData("""{"Mask":"WRITE"}""", true)]
    [InlineData("""{"Mask":"Select, Update"}""", true)]
    [InlineData("""{"Mask":"Update, UIHintMandatory"}""", true)]
    [InlineData("""{"Mask":"UR"}""", true)]
    [InlineData("""{"Mask":"URI"}""", true)]
    [InlineData("""{"Mask":"UDR"}""", true)]
    // What is said to be restricted, not known, or not there is for the answer to the change to tell.
    [InlineData("""{"Mask":"Select, RestrictedUpdate"}""", true)]
    [InlineData("""{"Mask":"URU"}""", true)]
    [InlineData("""{"Mask":"Uninitialized"}""", true)]
    [InlineData("""{"Mask":"SomethingNew"}""", true)]
    [InlineData("""{"Mask":""}""", true)]
    [InlineData("""{"Mask":null}""", true)]
    [InlineData("""{"Mask":7}""", true)]
    [InlineData("{}", true)]
    [InlineData("[]", true)]
    [InlineData("null", true)]
    [InlineData("", true)]
    public async Task A_record_may_be_changed_unless_its_TableRight_knows_other_rights_only(string tableRight, bool may)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        foreach (var (record, read) in (IEnumerable<(string, Func<Task<bool?>>)>)
        [
            (Records.Contact(), async () => (await host.Client.GetContactAsync(4711, TestContext.Current.CancellationToken))?.MayBeChanged),
            (Records.Person(), async () => (await host.Client.GetPersonAsync(981, TestContext.Current.CancellationToken))?.MayBeChanged),
        ])
        {
            var answer = JsonNode.Parse(record)!.AsObject();
            answer.Remove("TableRight");
            if (tableRight.Length > 0)
            {
                answer["TableRight"] = JsonNode.Parse(tableRight);
            }

            responder.Api = context => Responder.Json(context, 200, answer.ToJsonString());

            Assert.Equal(may, await read());
        }
    }
}
