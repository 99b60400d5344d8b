using System.ComponentModel.DataAnnotations;
using Connector.Sandbox.Tenant;
using Connector.Sandbox.Tenant.Events;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Sandbox.Control;

/// <summary>Where to move the tenant.</summary>
public sealed record MoveTenant
{
    /// <summary><c>localhost</c>, <c>127.0.0.1</c> or <c>[::1]</c>, with or without a port the sandbox listens on. Default: the other name of this machine.</summary>
    [RegularExpression(@"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")]
    public string? To { get; init; }
}

/// <summary>Where the tenant was and is.</summary>
public sealed record MovedView(string From, string To);

/// <summary>An event that was raised.</summary>
/// <param name="EventId">Its id in the payload.</param>
/// <param name="Event">Such as <c>contact.changed</c>.</param>
/// <param name="PrimaryKey">Of the row it is about.</param>
/// <param name="At">When it was raised, UTC.</param>
/// <param name="Delivered">How often it was accepted with 200.</param>
/// <param name="Lost">For how many webhooks it was given up.</param>
public sealed record EventView(Guid EventId, string Event, int PrimaryKey, DateTimeOffset At, int Delivered, int Lost)
{
    internal static EventView Of(RaisedEvent raised) =>
        new(raised.Event.Id, raised.Event.Name, raised.Event.PrimaryKey, raised.At, raised.Delivered, raised.Lost);
}

/// <summary>A webhook made in the administration's user interface: no app sees it.</summary>
public sealed record CreateWebhook
{
    /// <summary>Its name.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string Name { get; init; } = "";

    /// <summary>The events it asks for.</summary>
    [Required, MinLength(1), MaxLength(100)]
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Where they are posted.</summary>
    [Required, Url]
    public string TargetUrl { get; init; } = "";
}

/// <summary>A webhook, whoever made it; neither its address nor its secrets are shown.</summary>
public sealed record WebhookRow(int WebhookId, string Name, bool MadeByApp, IReadOnlyList<string> Events, string State, int TotalCalls, int TotalErrors)
{
    internal static WebhookRow Of(Subscription one) =>
        new(one.Id, one.Name, one.App.Length > 0, one.Events, $"{one.State}", one.TotalCalls, one.TotalErrors);
}

/// <summary>What the tenant's operator and administrator do: move it, look at its events and webhooks, send events again.</summary>
internal static class TenantControl
{
    public static void MapTenantControl(this RouteGroupBuilder control)
    {
        control.MapPost("/tenant/move", Move)
            .ProducesProblem(StatusCodes.Status400BadRequest).WithSummary("Move the tenant to another host: the old one then answers 421");
        control.MapPost("/bursts", (Burst burst, Bursts bursts) => bursts.Make(burst))
            .ProducesProblem(StatusCodes.Status400BadRequest).WithSummary("Make many changes at once");
        control.MapGet("/events", (EventLog log) => log.All.Select(EventView.Of)).WithSummary("The newest events, at most 1000, oldest first");
        control.MapPost("/events/{id:guid}/resend", Resend).WithSummary("Send an event again to the active webhooks that ask for it");
        control.MapGet("/webhooks", (Subscriptions all) => all.All.Select(WebhookRow.Of)).WithSummary("All webhooks, whoever made them");
        control.MapPost("/webhooks", Create)
            .ProducesProblem(StatusCodes.Status400BadRequest).WithSummary("Make a webhook as an administrator: no app sees it");
    }

    private static MovedView Move(MoveTenant? wanted, HttpRequest request, TenantLocation location)
    {
        var (from, to) = location.Move(wanted?.To, request);
        return new(from, to);
    }

    private static Results<Accepted, NotFound> Resend(Guid id, EventLog log, EventFeed feed)
    {
        if (log.Find(id) is not { } raised)
        {
            return TypedResults.NotFound();
        }

        feed.Resend(raised.Event);
        return TypedResults.Accepted((string?)null);
    }

    private static Created<WebhookRow> Create(CreateWebhook wanted, Subscriptions all, TimeProvider time) =>
        TypedResults.Created((string?)null, WebhookRow.Of(all.Add(id => new()
        {
            Id = id,
            App = "",
            Name = wanted.Name,
            Events = [.. wanted.Events],
            TargetUrl = new(wanted.TargetUrl),
            Registered = time.GetUtcNow(),
            Updated = time.GetUtcNow(),
        })));
}
