using System.Text;
using Connector.Enricher.Explorer;
using Connector.Enricher.Providers;

namespace Connector.Enricher.Tests.Explorer;

public sealed class ExplorerAnswerTests
{
    [Theory]
    [InlineData("""{ "status": "success" }""")]
    [InlineData("""{ "status": "Success", "summary": null, "texts": null, "cost": null, "confidence": null }""")]
    [InlineData("""{ "status": "success", "new": { "deep": [[[1]]] }, "other": true }""")]
    public void What_is_missing_or_null_or_unknown_says_nothing(string body)
    {
        var answer = Assert.IsType<ProviderAnswer.Success>(Read(body));

        Assert.Equal(new ProviderTexts(), answer.Texts);
        Assert.Equal(new ProviderAnalysis(), answer.Analysis);
    }

    [Theory]
    [InlineData("""[ { "status": "success" } ]""")]
    [InlineData("null")]
    [InlineData("\"success\"")]
    [InlineData("""{ "status": null }""")]
    [InlineData("""{ "status": "done" }""")]
    [InlineData("""{ "status": 1 }""")]
    [InlineData("""{ "status": "success", "summary": 1 }""")]
    [InlineData("""{ "status": "success", "summary": false }""")]
    [InlineData("""{ "status": "success", "vertical_name": ["a"] }""")]
    [InlineData("""{ "status": "success", "texts": "a" }""")]
    [InlineData("""{ "status": "success", "texts": { "intro": {} } }""")]
    [InlineData("""{ "status": "success", "company_name": 4711, "summary": "Builds pumps." }""")]
    [InlineData("""{ "status": "success" } trailing""")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}}}}}}}}}""")]
    [InlineData("{ \"status\": \"success\", \"summary\": \"\\ud83d\" }")]
    public void What_leaves_nothing_to_go_by_makes_the_answer_unreadable(string body)
    {
        var thrown = Assert.Throws<ProviderException>(() => Read(body));

        Assert.Equal(ProviderFailure.Unreadable, thrown.Failure);
    }

    [Theory]
    [InlineData("confidence", "\"high\"")]
    [InlineData("confidence", "true")]
    [InlineData("model", "7")]
    [InlineData("website", "[]")]
    [InlineData("vertical_name", "[\"a\"]")]
    [InlineData("texts", "\"a\"")]
    [InlineData("cost", "1")]
    [InlineData("amount", "\"1\"", "cost")]
    [InlineData("amount", "1e99", "cost")]
    [InlineData("intro", "{}", "texts")]
    public void A_single_member_of_another_kind_counts_as_missing_and_the_rest_is_read(string name, string value, string? within = null)
    {
        var member = within is null ? $"\"{name}\": {value}" : $"\"{within}\": {{ \"{name}\": {value} }}";
        var odd = new List<string>();

        var answer = (ProviderAnswer.Success)ExplorerAnswer.Read(
            Encoding.UTF8.GetBytes($$"""{ "status": "success", "summary": "Builds pumps.", {{member}} }"""), odd);

        Assert.Equal(new ProviderTexts { Summary = "Builds pumps." }, answer.Texts);
        Assert.Equal(new ProviderAnalysis(), answer.Analysis);
        Assert.Equal([name], odd);
    }

    [Fact]
    public void A_suggested_wait_that_is_no_number_is_none() =>
        Assert.Equal(new ProviderAnswer.Processing(null), Read("""{ "status": "processing", "retry_after_seconds": "soon" }"""));

    [Fact]
    public void Bytes_that_are_no_utf8_make_the_answer_unreadable()
    {
        byte[] body = [.. "{ \"status\": \"success\", \"summary\": \""u8, 0xff, 0xfe, .. "\" }"u8];

        Assert.Equal(ProviderFailure.Unreadable, Assert.Throws<ProviderException>(() => ExplorerAnswer.Read(body, [])).Failure);
    }

    [Theory]
    [InlineData("0.0123", "EUR", "0.0123")]
    [InlineData("1.23e-2", "eur", "0.0123")]
    [InlineData("0", "USD", "0")]
    [InlineData("-1", "EUR", null)]
    [InlineData("1", "Euro", null)]
    [InlineData("1", "€€€", null)]
    public void A_cost_counts_if_it_can_be_added_up(string amount, string currency, string? expected)
    {
        var answer = (ProviderAnswer.Success)Read($$"""{ "status": "success", "cost": { "amount": {{amount}}, "currency": "{{currency}}" } }""");

        Assert.Equal(expected, answer.Analysis.Cost?.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("1", 1.0)]
    [InlineData("1.01", null)]
    [InlineData("-0.1", null)]
    public void A_confidence_is_between_0_and_1_or_not_told(string confidence, double? expected)
        => Assert.Equal(expected, ((ProviderAnswer.Success)Read($$"""{ "status": "success", "confidence": {{confidence}} }""")).Analysis.Confidence);

    private static ProviderAnswer Read(string body) => ExplorerAnswer.Read(Encoding.UTF8.GetBytes(body), []);
}
