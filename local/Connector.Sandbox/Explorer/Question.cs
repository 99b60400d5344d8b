using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Connector.Sandbox.Explorer;

/// <summary>What a caller asks about one contact or person. On the wire in snake case; unknown members are ignored.</summary>
internal sealed record Question
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Range(1, int.MaxValue)]
    public int SoContactId { get; init; }

    public int? SoPersonId { get; init; }

    [Required, StringLength(300)]
    public string CrmName { get; init; } = "";

    [StringLength(500)]
    public string? CrmWebsite { get; init; }

    [StringLength(200)]
    public string? CrmCity { get; init; }

    [StringLength(100)]
    public string? CrmOrgNr { get; init; }

    [StringLength(300)]
    public string? JobTitle { get; init; }

    /// <summary>Analyse anew although an answer is at hand.</summary>
    public bool Force { get; init; }

    /// <summary>Whom it is about, as counters name it.</summary>
    public string Entity => SoPersonId is { } person ? $"person:{person}" : $"contact:{SoContactId}";
}

/// <summary>The Company Explorer's answer, in snake case on the wire.</summary>
internal sealed record Answer
{
    /// <summary><c>success</c>, <c>processing</c>, <c>not_found</c> or <c>error</c>.</summary>
    public required string Status { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public string? CompanyName { get; init; }

    public string? Website { get; init; }

    public string? VerticalName { get; init; }

    public string? Summary { get; init; }

    public string? Opener { get; init; }

    public string? OpenerSecondary { get; init; }

    public string? RoleName { get; init; }

    public AnswerTexts? Texts { get; init; }

    public double? Confidence { get; init; }

    public AnswerCost? Cost { get; init; }

    public string? Model { get; init; }
}

/// <summary>Texts for a mail to a person.</summary>
internal sealed record AnswerTexts(string Subject, string Intro, string SocialProof);

/// <summary>What an analysis is charged with.</summary>
internal sealed record AnswerCost(decimal Amount, string Currency);
