using System.ComponentModel.DataAnnotations;

namespace Connector.Worker.Notices;

/// <summary>The shape of a post.</summary>
public enum NoticeShape
{
    /// <summary>Our own JSON, see docs/notices.md.</summary>
    Json,

    /// <summary>What an incoming webhook of Microsoft Teams takes: a message with an adaptive card.</summary>
    Teams,

    /// <summary>What an incoming webhook of Slack takes: a text.</summary>
    Slack,
}

/// <summary>Who is told what needs a person, section <c>Notices</c>.</summary>
public sealed class NoticeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Notices";

    /// <summary>Where notices are posted: https, or plain http on this machine. Its path and query may be a secret, and are never logged. Default: nowhere, the dashboard shows them.</summary>
    public Uri? Url { get; set; }

    /// <summary>The key that signs posts as Standard Webhooks are: <c>whsec_</c> and 24 to 64 bytes in base64. Default: none, posts are not signed.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The shape of posts. Default our own.</summary>
    [EnumDataType(typeof(NoticeShape), ErrorMessage = "Notices:Shape must be Json, Teams or Slack.")]
    public NoticeShape Shape { get; set; }

    /// <summary>The dashboard's address for people, which posts link to. Default: none.</summary>
    public Uri? DashboardUrl { get; set; }

    /// <summary>How often is looked. What is over in two looks in a row is over. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Notices:LookEvery must be between {1} and {2}.")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a tenant may be held before that is a notice. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00", ErrorMessage = "Notices:HeldFor must be between {1} and {2}.")]
    public TimeSpan HeldFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How old the oldest proposal may be. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00", ErrorMessage = "Notices:ProposedFor must be between {1} and {2}.")]
    public TimeSpan ProposedFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long events may rest on an ingress' disk. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00", ErrorMessage = "Notices:SpooledFor must be between {1} and {2}.")]
    public TimeSpan SpooledFor { get; set; } = TimeSpan.FromMinutes(10);
}
