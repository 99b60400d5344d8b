extern alias cli;

using System.Text.Json;
using cli::Connector.Cli.Findings;
using cli::Connector.Cli.Verifying;
using Connector.SuperOffice.Entities;

namespace Connector.Cli.Tests.Tenants;

/// <summary>The structure of answers: as the sandbox gives it, and as it may come otherwise.</summary>
public sealed class CheckTests : TenantTest
{
    [Theory]
    [InlineData("contact:1")]
    [InlineData("person:1")]
    public async Task An_answer_as_it_should_be_is_all_good(string entity) => await SaysAsync(0, "All that was looked at is in order.", "check", entity);

    [Fact]
    public async Task The_older_form_with_one_dictionary_is_good_too()
    {
        await Sandbox.TurnAsync(new { customFields = false });

        await SaysAsync(0, "UserDefinedFields", "check", "contact:1");
    }

    [Theory]
    [InlineData("contact:0")]
    [InlineData("sale:1")]
    [InlineData("contact")]
    public async Task What_is_no_entity_is_refused(string entity) => Assert.Equal(2, (await RunAsync("check", entity)).ExitCode);

    // What made the predecessor take a field for empty, and write over it.
    [Theory]
    [InlineData("""{"ContactId":1,"Name":{"a":1},"UpdatedDate":"x"}""", "Name", "is Object instead of String")]
    [InlineData("""{"ContactId":1,"Name":"x"}""", "UpdatedDate", "is missing")]
    [InlineData("""{"ContactId":1,"Name":"x","UpdatedDate":"x","Urls":[{"Value":1}]}""", "Urls[].Value", "is Number instead of String")]
    [InlineData("""{"ContactId":1,"Name":"x","UpdatedDate":"x","Persons":"none"}""", "Persons[].PersonId", "")]
    public void An_odd_member_is_named(string answer, string member, string says)
    {
        var findings = StructureCheck.Members(JsonElement.Parse(answer), Expectation.Of(CrmEntity.Contact)).ToList();

        if (says.Length > 0)
        {
            Assert.Contains(says, Assert.Single(findings, one => one.Finding.Verdict == Verdict.Bad && one.Name == member).Finding.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_dictionary_that_holds_no_texts_is_named()
    {
        var findings = StructureCheck.DictionariesOf(JsonElement.Parse("""{"CustomFields":{"SuperOffice:83":{"Id":1},"SuperOffice:84":"x"},"UserDefinedFields":{"SuperOffice:84":"y"}}""")).ToList();

        Assert.Contains("SuperOffice:83", Assert.Single(findings, one => one.Finding.Verdict == Verdict.Bad).Finding.Text, StringComparison.Ordinal);
        Assert.Contains("SuperOffice:84", Assert.Single(findings, one => one.Finding.Verdict == Verdict.Doubtful).Finding.Text, StringComparison.Ordinal);
        Assert.Equal(Verdict.Bad, Assert.Single(StructureCheck.DictionariesOf(JsonElement.Parse("{}"))).Finding.Verdict);
    }

    [Theory]
    [InlineData("ours", """{"SuperOffice:84":"ours"}""", true)]
    [InlineData("ours", """{"SuperOffice:84" : "ours "}""", false)]
    [InlineData("Käse & \"Brot\"", """{"SuperOffice:84":"Käse & \"Brot\""}""", true)]
    [InlineData("Käse & \"Brot\"", """{"SuperOffice:84":"K\u00e4se \u0026 \u0022Brot\u0022"}""", true)]
    [InlineData("Käse & \"Brot\"", """{"SuperOffice:84":"K\u00E4se \u0026 \u0022Brot\u0022"}""", true)]
    [InlineData("[I:14]", """{"SuperOffice:85":"[I:14]"}""", false)]
    public void A_value_is_found_however_JSON_writes_it(string value, string answer, bool found) =>
        Assert.Equal(found, VerifyCommand.IsIn(answer, "SuperOffice:84", value));
}
