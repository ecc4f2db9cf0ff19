using System;
using System.Net.Sockets;
using System.Security.Authentication;
using MQTTnet;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>The connection ended though the agent did not stop.</summary>
internal sealed class FleetLostException(MqttClientDisconnectReason reason) : Exception("The broker's connection ended.")
{
    public MqttClientDisconnectReason Reason { get; } = reason;
}

/// <summary>The broker answered, and let nobody in.</summary>
internal sealed class FleetConnectRefusedException(MqttClientConnectResultCode code) : Exception("The broker refused the connection.")
{
    public MqttClientConnectResultCode Code { get; } = code;
}

/// <summary>The broker took a connection and not a message.</summary>
internal sealed class FleetRefusedException(string topic, string reason) : Exception("The broker refused a message.")
{
    public string Topic { get; } = topic;

    public string Reason { get; } = reason;
}

/// <summary>Why the broker is not there, and what to do. No text comes from the library, which may quote what must not be in a log.</summary>
internal static class FleetFault
{
    public static string TextOf(Exception fault, FleetConfiguration fleet)
    {
        for (Exception? cause = fault; cause != null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case FleetLostException { Reason: MqttClientDisconnectReason.SessionTakenOver }:
                    return "Another device came with the id " + fleet.Id + ". Give each device an id of its own (fleet.id in agent.json).";
                case FleetLostException: return "The connection to the broker ended. Mail is not affected; it is tried again.";
                case FleetRefusedException refused: return "The broker refused a message on " + refused.Topic + " (" + refused.Reason + "). Allow user " + (fleet.User ?? "(none)") + " to write there.";
                case FleetConnectRefusedException { Code: MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized }:
                    // Some brokers give one answer to a wrong password and to a last will that this user may not leave there.
                    return "The broker refused the login of user " + (fleet.User ?? "(none)") + " for " + fleet.Prefix + "/" + fleet.Id + ". Store its password with `devicemail import fleet-password`, and let it write there in the broker's access list.";
                case FleetConnectRefusedException refused: return "The broker refused the connection (" + refused.Code + "). Its own log says why.";
                case AuthenticationException: return "The broker's certificate is not below a trusted root, is not for " + fleet.Host + ", or is out of date. Name its root with fleet.ca, and check the clock.";
                case SocketException socket: return "The broker cannot be reached (" + socket.SocketErrorCode + "). Check fleet.host, fleet.port and the firewall. Mail is not affected; it is tried again.";
                case OperationCanceledException or MQTTnet.Exceptions.MqttCommunicationTimedOutException: return "The broker does not answer in time. Mail is not affected; it is tried again.";
            }
        }
        return "The broker cannot be used (" + fault.GetType().Name + "). Check that it speaks MQTT 5. Mail is not affected; it is tried again.";
    }
}
