using System.Globalization;
using Connector.Enrichment.V1;
using Connector.Jobs.Accounts;
using Connector.Worker.Writing;
using Google.Protobuf;

namespace Connector.Worker.Enriching;

/// <summary>What the Company Explorer said about an entity.</summary>
public abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>It has something to say.</summary>
    /// <param name="Values">Per enrichment field its text; null where it said nothing.</param>
    /// <param name="Cost">What the analysis cost; null if not known.</param>
    public sealed record Enriched(IReadOnlyDictionary<string, string?> Values, Cost? Cost) : Answer
    {
        /// <summary>The facts of the analysis.</summary>
        public AnalysisFacts Facts { get; init; } = AnalysisFacts.None;
    }

    /// <summary>It is not done yet.</summary>
    /// <param name="RetryAfter">When to ask again.</param>
    public sealed record StillProcessing(TimeSpan RetryAfter) : Answer;

    /// <summary>It answered, and there is nothing to write.</summary>
    /// <param name="Reason">A stable word, such as <c>not_found</c>.</param>
    /// <param name="Detail">The same for people, such as which company the answer was about.</param>
    /// <param name="Cost">What the analysis cost all the same; null if not known.</param>
    public sealed record Refused(string Reason, string Detail, Cost? Cost) : Answer
    {
        /// <summary>The reason of an analysis that failed.</summary>
        public const string AnalysisFailed = "analysis_failed";

        /// <summary>True if it tried and gave up: no word about the company, and another time it may succeed.</summary>
        public bool GaveUp => Reason == AnalysisFailed;

        /// <summary>The facts of the analysis.</summary>
        public AnalysisFacts Facts { get; init; } = AnalysisFacts.None;
    }

    /// <summary>Reads an answer that was stored.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are none.</exception>
    /// <exception cref="InvalidDataException">It says nothing.</exception>
    public static Answer Parse(EntityKind kind, ReadOnlyMemory<byte> stored) => kind == EntityKind.Contact
        ? Of(EnrichContactResponse.Parser.ParseFrom(stored.Span))
        : Of(EnrichPersonResponse.Parser.ParseFrom(stored.Span));

    /// <summary>Reads the answer about a company.</summary>
    public static Answer Of(EnrichContactResponse response) => response.OutcomeCase switch
    {
        EnrichContactResponse.OutcomeOneofCase.Enriched => new Enriched(
            new Dictionary<string, string?>
            {
                [FieldNames.Vertical] = Told(response.Enriched.HasVertical, response.Enriched.Vertical),
                [FieldNames.Summary] = Told(response.Enriched.HasSummary, response.Enriched.Summary),
                [FieldNames.Opener] = Told(response.Enriched.HasOpener, response.Enriched.Opener),
                [FieldNames.OpenerSecondary] = Told(response.Enriched.HasOpenerSecondary, response.Enriched.OpenerSecondary),
            },
            CostOf(response.Enriched.Analysis))
        { Facts = AnalysisFacts.Of(response.Enriched.Analysis) },
        EnrichContactResponse.OutcomeOneofCase.StillProcessing => Of(response.StillProcessing),
        EnrichContactResponse.OutcomeOneofCase.Refused => Of(response.Refused),
        _ => throw new InvalidDataException("The answer says nothing."),
    };

    /// <summary>Reads the answer about a person.</summary>
    public static Answer Of(EnrichPersonResponse response) => response.OutcomeCase switch
    {
        EnrichPersonResponse.OutcomeOneofCase.Enriched => new Enriched(
            new Dictionary<string, string?>
            {
                [FieldNames.Role] = Told(response.Enriched.HasRole, response.Enriched.Role),
                [FieldNames.Subject] = Told(response.Enriched.HasSubject, response.Enriched.Subject),
                [FieldNames.Intro] = Told(response.Enriched.HasIntro, response.Enriched.Intro),
                [FieldNames.SocialProof] = Told(response.Enriched.HasSocialProof, response.Enriched.SocialProof),
            },
            CostOf(response.Enriched.Analysis))
        { Facts = AnalysisFacts.Of(response.Enriched.Analysis) },
        EnrichPersonResponse.OutcomeOneofCase.StillProcessing => Of(response.StillProcessing),
        EnrichPersonResponse.OutcomeOneofCase.Refused => Of(response.Refused),
        _ => throw new InvalidDataException("The answer says nothing."),
    };

    private static StillProcessing Of(Enrichment.V1.StillProcessing still) => new(still.RetryAfter?.ToTimeSpan() ?? TimeSpan.Zero);

    private static Refused Of(Refusal refusal) => new(
        refusal.Reason switch
        {
            RefusalReason.NotFound => "not_found",
            RefusalReason.OtherCompany => "other_company",
            RefusalReason.AnalysisFailed => Refused.AnalysisFailed,
            _ => "refused",
        },
        refusal.Detail,
        CostOf(refusal.Analysis))
    { Facts = AnalysisFacts.Of(refusal.Analysis) };

    private static string? Told(bool has, string text) => has ? text : null;

    private static Cost? CostOf(AnalysisInfo? analysis) =>
        analysis?.Cost is { Amount.Length: > 0 } cost
        && decimal.TryParse(cost.Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? new Cost(amount, cost.Currency)
            : null;
}

/// <summary>What an analysis cost.</summary>
/// <param name="Amount">Not negative.</param>
/// <param name="Currency">An ISO 4217 code; empty if not known.</param>
public sealed record Cost(decimal Amount, string Currency)
{
    /// <summary>Nothing, in any currency.</summary>
    public static readonly Cost None = new(0, "");

    /// <summary>Such as <c>0.0123 EUR</c>.</summary>
    public override string ToString() => $"{Amount.ToString(CultureInfo.InvariantCulture)} {Currency}".TrimEnd();
}
