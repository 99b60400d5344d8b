using System.Globalization;
using Connector.Companies;
using Connector.Companies.Sites;
using Connector.Enricher.Providers;
using Connector.Enrichment.V1;
using Google.Protobuf.WellKnownTypes;

namespace Connector.Enricher.Answers;

/// <summary>
/// What becomes of a provider's answer, the same for each of them: texts are cleaned, an answer about plainly another company is refused, and
/// waiting times are bounded. Nothing a provider said goes further without having been here.
/// </summary>
internal static class AnswerRules
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public static EnrichContactResponse ForContact(Question question, ProviderAnswer answer) => Judge(question, answer) switch
    {
        StillProcessing processing => new() { StillProcessing = processing },
        Refusal refusal => new() { Refused = refusal },
        _ => new() { Enriched = Contact((ProviderAnswer.Success)answer) },
    };

    public static EnrichPersonResponse ForPerson(Question question, ProviderAnswer answer) => Judge(question, answer) switch
    {
        StillProcessing processing => new() { StillProcessing = processing },
        Refusal refusal => new() { Refused = refusal },
        _ => new() { Enriched = Person((ProviderAnswer.Success)answer) },
    };

    // Null for an answer that can be used.
    private static Google.Protobuf.IMessage? Judge(Question question, ProviderAnswer answer) => answer switch
    {
        ProviderAnswer.Processing processing => new StillProcessing { RetryAfter = Wait(processing.RetryAfter).ToDuration() },
        ProviderAnswer.NotFound unknown => Refuse(
            RefusalReason.NotFound, "The Company Explorer does not know the company.", unknown.Analysis),
        ProviderAnswer.Failed failed => Refuse(
            RefusalReason.AnalysisFailed, failed.Detail ?? "The Company Explorer gave up on the company.", failed.Analysis),
        ProviderAnswer.Success success when IsAboutAnother(question, success.Analysis) => Refuse(
            RefusalReason.OtherCompany,
            $"Asked about \"{question.Name}\", answered about \"{CleanText.Line(success.Analysis.CompanyName, FieldLimits.Name)}\".",
            success.Analysis),
        _ => null,
    };

    // The same website speaks for the same company, whatever brand or legal name the answer uses.
    private static bool IsAboutAnother(Question question, ProviderAnalysis analysis)
        => CompanyName.ArePlainlyDifferent(question.Name, CleanText.Line(analysis.CompanyName, FieldLimits.Name))
            && !(Site.Parse(question.Website) is { } asked
                && Site.Parse(CleanText.Line(analysis.Website, FieldLimits.Website)) is { } told
                && asked.CompareTo(told) == SiteComparison.Same);

    private static TimeSpan Wait(TimeSpan? suggested) => suggested switch
    {
        null => DefaultWait,
        { } wait when wait < ShortestWait => ShortestWait,
        { } wait when wait > LongestWait => LongestWait,
        { } wait => wait,
    };

    private static Refusal Refuse(RefusalReason reason, string detail, ProviderAnalysis? analysis) => new()
    {
        Reason = reason,
        Detail = CleanText.Line(detail, FieldLimits.Detail) ?? "",
        Analysis = analysis is null ? null : Analysis(analysis),
    };

    private static ContactEnrichment Contact(ProviderAnswer.Success answer)
    {
        var enrichment = new ContactEnrichment { Analysis = Analysis(answer.Analysis) };
        // Proto fields take no null: what is not set is absent.
        Set(CleanText.Line(answer.Texts.Vertical, FieldLimits.Short), text => enrichment.Vertical = text);
        Set(CleanText.Paragraphs(answer.Texts.Summary, FieldLimits.Summary), text => enrichment.Summary = text);
        Set(CleanText.Paragraphs(answer.Texts.Opener, FieldLimits.Paragraph), text => enrichment.Opener = text);
        Set(CleanText.Paragraphs(answer.Texts.OpenerSecondary, FieldLimits.Paragraph), text => enrichment.OpenerSecondary = text);
        return enrichment;
    }

    private static PersonEnrichment Person(ProviderAnswer.Success answer)
    {
        var enrichment = new PersonEnrichment { Analysis = Analysis(answer.Analysis) };
        Set(CleanText.Line(answer.Texts.Role, FieldLimits.Short), text => enrichment.Role = text);
        Set(CleanText.Line(answer.Texts.Subject, FieldLimits.Short), text => enrichment.Subject = text);
        Set(CleanText.Paragraphs(answer.Texts.Intro, FieldLimits.Paragraph), text => enrichment.Intro = text);
        Set(CleanText.Paragraphs(answer.Texts.SocialProof, FieldLimits.Paragraph), text => enrichment.SocialProof = text);
        return enrichment;
    }

    private static AnalysisInfo Analysis(ProviderAnalysis analysis)
    {
        var info = new AnalysisInfo
        {
            Model = CleanText.Line(analysis.Model, FieldLimits.Name) ?? "",
            CompanyName = CleanText.Line(analysis.CompanyName, FieldLimits.Name) ?? "",
            Website = CleanText.Line(analysis.Website, FieldLimits.Website) ?? "",
            Cost = analysis.Cost is { } cost
                ? new Money { Amount = cost.Amount.ToString(CultureInfo.InvariantCulture), Currency = cost.Currency }
                : null,
        };
        if (analysis.Confidence is { } confidence)
        {
            info.Confidence = confidence;
        }

        return info;
    }

    private static void Set(string? text, Action<string> set)
    {
        if (text is not null)
        {
            set(text);
        }
    }
}
