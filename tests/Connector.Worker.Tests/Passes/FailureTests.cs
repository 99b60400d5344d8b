using System.Net;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.Worker.Passes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Connector.Worker.Tests.Passes;

public sealed class FailureTests
{
    [Theory]
    [InlineData(FailureKind.Revoked, FailureScope.Tenant, FailureEffect.Hold)]
    [InlineData(FailureKind.Revoked, FailureScope.Entity, FailureEffect.Hold)]
    [InlineData(FailureKind.TenantUnavailable, FailureScope.Tenant, FailureEffect.Hold)]
    [InlineData(FailureKind.TenantUnavailable, FailureScope.Entity, FailureEffect.Hold)]
    [InlineData(FailureKind.Refused, FailureScope.Tenant, FailureEffect.Hold)]
    [InlineData(FailureKind.AskedToWait, FailureScope.Tenant, FailureEffect.Hold)]
    [InlineData(FailureKind.AskedToWait, FailureScope.Entity, FailureEffect.Wait)]
    [InlineData(FailureKind.Transient, FailureScope.Entity, FailureEffect.Retry)]
    [InlineData(FailureKind.Transient, FailureScope.Tenant, FailureEffect.Retry)]
    [InlineData(FailureKind.Conflict, FailureScope.Entity, FailureEffect.Retry)]
    [InlineData(FailureKind.Refused, FailureScope.Entity, FailureEffect.Dead)]
    [InlineData(FailureKind.Unreadable, FailureScope.Entity, FailureEffect.Retry)]
    [InlineData(FailureKind.Unreadable, FailureScope.Tenant, FailureEffect.Hold)]
    public void FailureOfSuperOffice_HasTheEffectOfItsKindAndScope(FailureKind kind, FailureScope scope, FailureEffect effect)
    {
        var failure = Failure.Of(new SuperOfficeException(kind, scope, "why", HttpStatusCode.Conflict));

        Assert.NotNull(failure);
        Assert.Equal((effect, "why", HoldSide.SuperOffice), (failure.Effect, failure.Error, failure.Side));
        Assert.Equal((kind, effect) == (FailureKind.Unreadable, FailureEffect.Retry), failure.IsUnreadable);
    }

    [Fact]
    public void WriteThatTheGateRefused_HoldsTheTenant_UntilAWriteMayGoAhead()
    {
        var failure = Failure.Of(new SuperOfficeException(FailureKind.WriteRefused, FailureScope.Tenant, "why"));

        Assert.Equal((FailureEffect.Hold, HoldSide.WriteStop), (failure?.Effect, failure?.Side));
    }

    [Fact]
    public void Tenant_that_the_enricher_does_not_know_is_held_and_its_jobs_do_not_die()
    {
        var status = new Google.Rpc.Status { Code = (int)Code.FailedPrecondition, Message = "why" };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = "connector.enrichment", Reason = "TENANT_UNKNOWN" }));

        var failure = Failure.Of(status.ToRpcException());

        Assert.Equal((FailureEffect.Hold, HoldSide.CompanyExplorer), (failure?.Effect, failure?.Side));
        Assert.Contains("Tenants:Directory", failure!.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCode.Unauthenticated, "ENRICHER_KEY_REFUSED", "Worker:EnricherKey")]
    [InlineData(StatusCode.Unauthenticated, "EXPLORER_CREDENTIALS_REFUSED", "credentials")]
    [InlineData(StatusCode.Unavailable, "EXPLORER_PAUSED", "ceased to answer")]
    [InlineData(StatusCode.FailedPrecondition, "EXPLORER_WRONG_ADDRESS", "the Company Explorer's address")]
    public void WhatConcernsAllQuestionsOfTheTenant_HoldsIt_AndSaysWhy(StatusCode code, string reason, string why)
    {
        var status = new Google.Rpc.Status { Code = (int)code };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = "connector.enrichment", Reason = reason }));
        status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) }));

        var failure = Failure.Of(status.ToRpcException());

        Assert.Equal((FailureEffect.Hold, HoldSide.CompanyExplorer), (failure?.Effect, failure?.Side));
        Assert.Contains(why, failure!.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCode.Unauthenticated, null, FailureEffect.Hold)]
    [InlineData(StatusCode.PermissionDenied, null, FailureEffect.Hold)]
    [InlineData(StatusCode.ResourceExhausted, null, FailureEffect.Wait)]
    [InlineData(StatusCode.ResourceExhausted, 7, FailureEffect.Wait)]
    [InlineData(StatusCode.Unavailable, 7, FailureEffect.Wait)]
    [InlineData(StatusCode.Unavailable, null, FailureEffect.Retry)]
    [InlineData(StatusCode.DeadlineExceeded, null, FailureEffect.Retry)]
    [InlineData(StatusCode.Internal, null, FailureEffect.Retry)]
    [InlineData(StatusCode.Unknown, null, FailureEffect.Retry)]
    [InlineData(StatusCode.Aborted, null, FailureEffect.Retry)]
    [InlineData(StatusCode.Cancelled, null, FailureEffect.Retry)]
    [InlineData(StatusCode.InvalidArgument, null, FailureEffect.Dead)]
    [InlineData(StatusCode.FailedPrecondition, null, FailureEffect.Dead)]
    [InlineData(StatusCode.DataLoss, null, FailureEffect.Retry)]
    [InlineData(StatusCode.Unimplemented, null, FailureEffect.Dead)]
    public void FailureOfTheEnricher_HasTheEffectOfItsStatus(StatusCode code, int? retryAfter, FailureEffect effect)
    {
        var failure = Failure.Of(Rpc(code, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

        Assert.NotNull(failure);
        Assert.Equal(effect, failure.Effect);
        Assert.DoesNotContain("secret", failure.Error, StringComparison.Ordinal);
        Assert.Equal(code == StatusCode.DataLoss, failure.IsUnreadable);
        if (effect == FailureEffect.Wait)
        {
            Assert.Equal(retryAfter is null ? Failure.DefaultWait : TimeSpan.FromSeconds(7), failure.Delay);
        }

        if (effect == FailureEffect.Hold)
        {
            Assert.Equal(HoldSide.CompanyExplorer, failure.Side);
        }
    }

    [Theory]
    [InlineData(StatusCode.ResourceExhausted, null, "The Company Explorer asks to come back later.")]
    [InlineData(StatusCode.Unavailable, 7, "The Company Explorer is away and asks to come back later.")]
    [InlineData(StatusCode.Unavailable, null, "The enricher cannot be reached.")]
    [InlineData(StatusCode.DeadlineExceeded, null, "The enricher did not answer in time.")]
    [InlineData(StatusCode.Aborted, null, "The enricher failed (Aborted).")]
    [InlineData(StatusCode.DataLoss, null, "The Company Explorer's answer could not be read.")]
    [InlineData(StatusCode.FailedPrecondition, null, "The Company Explorer cannot process the request.")]
    [InlineData(StatusCode.Unimplemented, null, "The enricher refuses the request (Unimplemented).")]
    public void FailureOfTheEnricher_SaysInOurOwnWordsWhatItWas(StatusCode code, int? retryAfter, string error) =>
        Assert.Equal(error, Failure.Of(Rpc(code, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null))?.Error);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(90, 90)]
    [InlineData(1_000_000, 3600)]
    public void WaitThatIsAskedFor_IsBelievedWithinBounds(int asked, int seconds)
    {
        var crm = new SuperOfficeException(FailureKind.AskedToWait, FailureScope.Entity, "why", retryAfter: TimeSpan.FromSeconds(asked));

        Assert.Equal(TimeSpan.FromSeconds(seconds), Failure.Of(crm)?.Delay);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Failure.Of(Rpc(StatusCode.ResourceExhausted, TimeSpan.FromSeconds(asked)))?.Delay);
    }

    [Fact]
    public void AnswerThatCannotBeRead_MayBeReadableNextTime()
    {
        var broken = Assert.Throws<InvalidProtocolBufferException>(() => Any.Parser.ParseFrom([0xff]));

        Assert.Equal((FailureEffect.Retry, "The enricher's answer could not be read."), (Failure.Of(broken)?.Effect, Failure.Of(broken)?.Error));
        Assert.Equal(FailureEffect.Retry, Failure.Of(new InvalidDataException())?.Effect);
        Assert.Equal(FailureEffect.Retry, Failure.Of(new Spending.AnalysisFailedException())?.Effect);
    }

    [Fact]
    public void MistakeOfOurs_IsNoFailureOfTheOutsideWorld()
    {
        Assert.Null(Failure.Of(new InvalidOperationException()));
        Assert.Null(Failure.Of(new OperationCanceledException()));
    }

    [Fact]
    public void HoldReason_TellsWhoMustRecover()
    {
        foreach (var side in System.Enum.GetValues<HoldSide>())
        {
            Assert.Equal(side, HoldReasons.SideOf(Held("whatever", side.ToString())));
            Assert.Null(HoldReasons.SideOf(Held(HoldReasons.Reason(side, "why"), side.ToString()) with { By = "ANNA" }));

            // As the version before stored it.
            Assert.Equal(side, HoldReasons.SideOf(Held(HoldReasons.Reason(side, "why"), null)));
        }

        Assert.Null(HoldReasons.SideOf(Held("paused", null)));
        Assert.Null(HoldReasons.SideOf(Held("SuperOffice: by a version to come", "Weather")));
        Assert.StartsWith("no enabled file Cust1.json", HoldReasons.Unknown("Cust1"), StringComparison.Ordinal);
    }

    private static Hold Held(string reason, string? side) => new("Cust1", reason, default, default, Side: side);

    private static RpcException Rpc(StatusCode code, TimeSpan? retryAfter)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = "secret" };
        if (retryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        return status.ToRpcException();
    }
}
